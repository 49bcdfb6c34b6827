// Command shortlinkd serves short links.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"example.com/shortlink/config"
	"example.com/shortlink/store"
	"example.com/shortlink/web"
)

func main() {
	domain := flag.String("domain", "", "the name this service is reached by")
	flag.Parse()

	settings := config.Default()
	if *domain != "" {
		settings = settings.WithDomain(*domain)
	}
	links := store.New(time.Now, map[string]store.Link{"go": {Target: "https://go.dev"}})
	go func() {
		for range time.Tick(time.Minute) {
			links.Sweep()
		}
	}()

	mux := http.NewServeMux()
	web.New(settings, links).Routes(mux)
	log.Println("serving", settings.Domain, "on", settings.Addr)
	log.Fatal(http.ListenAndServe(settings.Addr, mux))
}
