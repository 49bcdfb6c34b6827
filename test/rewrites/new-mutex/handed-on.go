package imports

import "go/types"

type importer struct {
	sources map[string]string
	known   map[string]*types.Package
}

// The checker asks the importer for more.
func (i *importer) Import(path string) (*types.Package, error) {
	if pkg, ok := i.known[path]; ok { // here
		return pkg, nil
	}
	conf := types.Config{Importer: i}
	pkg, err := conf.Check(path, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	i.known[path] = pkg
	return pkg, nil
}
