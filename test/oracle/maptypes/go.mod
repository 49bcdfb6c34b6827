module mapguard.dev/maptypes

go 1.26
