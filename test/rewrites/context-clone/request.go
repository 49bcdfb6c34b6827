package config

import "context"

type key struct{}

func with(ctx context.Context, tags map[string]string) context.Context {
	return context.WithValue(ctx, key{}, tags) // here
}
