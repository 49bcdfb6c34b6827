package config

import "net/http"

type client struct {
	labels map[string]string
}

// What gets too long for a line is broken.
func register(defaultLabels map[string]string) {
	http.HandleFunc("/x", func(w http.ResponseWriter, r *http.Request) { handle(&client{labels: defaultLabels}, w, r) }) // here
}

func (c *client) setLabelsOfTheClient(defaults map[string]string) { c.labels = defaults } // here

func handle(c *client, w http.ResponseWriter, r *http.Request) {}
