package config

import "encoding/json"

type Config struct{ Labels map[string]string }

var defaults = Config{Labels: map[string]string{"env": "dev"}}

func parse(data []byte) (Config, error) {
	cfg := defaults // here
	err := json.Unmarshal(data, &cfg)
	return cfg, err
}
