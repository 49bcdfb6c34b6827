package config

type Client struct{ labels map[string]string }

func (c *Client) SetLabels(labels map[string]string) {
	c.labels = labels // here
}

func (c *Client) SetIf(labels map[string]string, make bool) {
	if make {
		c.labels = labels // here
	}
}
