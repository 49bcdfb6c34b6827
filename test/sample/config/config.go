// Package config holds the service's settings and derives the settings of tenants from them.
package config

import "maps"

// Config is what the service runs with.
type Config struct {
	Addr   string
	Domain string
	// Aliases maps a reserved code to where it leads.
	Aliases map[string]string
	Limits  Limits
}

// Limits are counted per day.
type Limits struct {
	Links  int
	ByPlan map[string]int
}

// Default is a fresh configuration for local use.
func Default() *Config {
	return &Config{
		Addr:    ":8080",
		Domain:  "localhost:8080",
		Aliases: map[string]string{"help": "/help"},
		Limits:  Limits{Links: 100, ByPlan: map[string]int{"free": 10, "team": 1000}},
	}
}

// WithAlias returns a configuration that has one more reserved code.
//
// Not quite: the copy has the struct's fields to itself, but both configurations hold one map of aliases.
func (c *Config) WithAlias(code, target string) *Config {
	next := *c
	next.Aliases[code] = target
	return &next
}

// WithDomain does it right: what is about to change is copied first.
func (c *Config) WithDomain(domain string) *Config {
	next := *c
	next.Domain = domain
	next.Aliases = maps.Clone(c.Aliases)
	next.Aliases["home"] = "https://" + domain
	return &next
}

// ForTrials lowers the limits of every tenant's plan for its trial period.
//
// The loop variable is a copy of the struct only, so paying tenants are lowered as well.
func ForTrials(tenants []Limits, days int) []Limits {
	var trials []Limits
	for _, limits := range tenants {
		limits.Links = days
		limits.ByPlan["team"] = 1
		trials = append(trials, limits)
	}
	return trials
}

// ForPartners does the same with maps of their own.
func ForPartners(tenants []Limits, links int) []Limits {
	var partners []Limits
	for _, limits := range tenants {
		byPlan := make(map[string]int, len(limits.ByPlan))
		for plan := range limits.ByPlan {
			byPlan[plan] = links
		}
		partners = append(partners, Limits{Links: links, ByPlan: byPlan})
	}
	return partners
}
