package main

import (
	"fmt"

	"tocsin/alerts/names"
)

// companyScores scores how well companies are told apart: each of the names is
// watched and asked for as others write it. "others" is the share of pairs of
// different names that are held to be one enterprise; some are, under a name
// that is shortened.
func companyScores(file string, all []string) []score {
	var watched []names.Company
	for _, name := range all {
		watched = append(watched, names.ReadCompany(name))
	}
	index := names.NewCompanies(watched)
	to := sheet{file: file}
	for _, style := range []struct{ name, form string }{
		{"as it is", "%s"}, {"limited", "%s Limited"}, {"company", "THE %s COMPANY, LTD"},
	} {
		found, others := 0, 0
		for i, name := range all {
			matches, _ := index.Find(names.ReadCompany(fmt.Sprintf(style.form, name)))
			for _, m := range matches {
				if m.At == i {
					found++
				} else {
					others++
				}
			}
		}
		to.share("recall", "company, "+style.name, found, len(all))
		to.share("others", "company, "+style.name, others, len(all)*(len(all)-1))
	}
	return to.scores
}
