package config

import "maps"

func merge(dst, src map[string][]string) {
	maps.Copy(dst, src) // here
}
