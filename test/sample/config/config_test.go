package config

import "testing"

func TestDomainLeavesTheBaseAlone(t *testing.T) {
	base := Default()
	derived := base.WithDomain("go.example")
	if derived.Aliases["home"] != "https://go.example" {
		t.Errorf("home leads to %q", derived.Aliases["home"])
	}
	if _, ok := base.Aliases["home"]; ok {
		t.Error("the base has got an alias")
	}
}

func TestPartnersKeepTheirPlans(t *testing.T) {
	tenants := []Limits{{Links: 1, ByPlan: map[string]int{"team": 5}}}
	partners := ForPartners(tenants, 50)
	if partners[0].ByPlan["team"] != 50 || tenants[0].ByPlan["team"] != 5 {
		t.Errorf("got %v from %v", partners, tenants)
	}
}
