package config

import "maps"

func merge(dst *map[string][]string, src map[string][]string) {
	maps.Copy(*dst, src) // here
}
