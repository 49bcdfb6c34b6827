module mapguard/rewrites

go 1.25

require golang.org/x/tools v0.0.0

// The analyzers of go vet, as Go's own sources bring them: copied beside this file where the program is built.
replace golang.org/x/tools => ./tools
