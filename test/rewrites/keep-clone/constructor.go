package config

import "net/http"

type Client struct {
	headers http.Header
	labels  map[string]string
	groups  map[string][]string
}

func NewClient(headers http.Header, labels map[string]string, groups map[string][]string) *Client {
	return &Client{
		headers: headers, // here
		labels:  labels,  // here
		groups:  groups,  // here
	}
}

func (c *Client) SetLabels(maps map[string]string) {
	c.labels = maps // here
}

func (c *Client) SetGroups(groups map[string][]string) {
	c.groups = groups // here
}
