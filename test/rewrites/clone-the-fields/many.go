package settings

type options struct {
	env, labels, tags, limits map[string]string
}

func with(base options, key string) options {
	o := base // here
	o.env[key] = "e"
	o.labels[key] = "l"
	o.tags[key] = "t"
	o.limits[key] = "x"
	return o
}
