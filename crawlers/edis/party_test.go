package edis

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestNames(t *testing.T) {
	for list, want := range map[string][]string{
		"":             nil,
		"Complainants": nil,
		"Netgear Inc.": {"Netgear Inc."},
		"Seiko Epson Corporation, Epson America, Inc., and Epson Portland Inc.":                                          {"Seiko Epson Corporation", "Epson America, Inc.", "Epson Portland Inc."},
		"Seiko Epson Corporation, Epson America, Inc. and Epson Portland Inc.":                                           {"Seiko Epson Corporation", "Epson America, Inc.", "Epson Portland Inc."},
		"Motorola Solutions, Inc., Avigilon Corporation, Avigilon Technologies Corporation and Avigilon USA Corporation": {"Motorola Solutions, Inc.", "Avigilon Corporation", "Avigilon Technologies Corporation", "Avigilon USA Corporation"},
		"Varidesk LLC and Vari Holding, L.P.":                                                                            {"Varidesk LLC", "Vari Holding, L.P."},
		"Stanley Black and Decker, Inc.":                                                                                 {"Stanley Black and Decker, Inc."},
		"Black & Decker Inc., Procter & Gamble Company":                                                                  {"Black & Decker Inc.", "Procter & Gamble Company"},
		"R.J. Reynolds Tobacco Company, R.J. Reynolds Vapor Company":                                                     {"R.J. Reynolds Tobacco Company", "R.J. Reynolds Vapor Company"},
		"Complainants Razor USA LLC, Inventist, Inc., and Shane Chen":                                                    {"Razor USA LLC", "Inventist, Inc.", "Shane Chen"},
		"Philips, Signify and Osram":                                                                                     {"Philips", "Signify", "Osram"},
		"Autel Robotics Co., Ltd.; Autel Robotics USA LLC":                                                               {"Autel Robotics Co., Ltd.", "Autel Robotics USA LLC"},
		"SZ DJI Technology Co. Ltd., DJI Europe B.V. and DJI GmbH":                                                       {"SZ DJI Technology Co. Ltd.", "DJI Europe B.V.", "DJI GmbH"},
		"Foo, Inc. d/b/a Bar":                                                                            {"Foo, Inc. d/b/a Bar"},
		"LG Electronics, Inc. & LG Electronics U.S.A., Inc.":                                             {"LG Electronics, Inc.", "LG Electronics U.S.A., Inc."},
		"Festo AG & Co. KG and Festo Corporation":                                                        {"Festo AG & Co. KG", "Festo Corporation"},
		"Merck & Co., Inc. and Merck Sharp & Dohme Corp.":                                                {"Merck & Co., Inc.", "Merck Sharp & Dohme Corp."},
		"Chamberlain Group, Inc., The":                                                                   {"Chamberlain Group, Inc., The"},
		"Shane Chen, an individual, and Inventist, Inc.":                                                 {"Shane Chen", "Inventist, Inc."},
		"Koninklijke Philips N.V., Philips North America LLC":                                            {"Koninklijke Philips N.V.", "Philips North America LLC"},
		"Philip Morris Products S.A., Philip Morris USA Inc. and Altria Client Services LLC":             {"Philip Morris Products S.A.", "Philip Morris USA Inc.", "Altria Client Services LLC"},
		"Guangdong OPPO Mobile Telecommunications Corp., Ltd.":                                           {"Guangdong OPPO Mobile Telecommunications Corp., Ltd."},
		"Smith Inc. and Co.":                                                                             {"Smith Inc. and Co."},
		"Ningbo Foo Co. , Ltd. , Bar Sdn. Bhd., et al.":                                                  {"Ningbo Foo Co., Ltd.", "Bar Sdn. Bhd."},
		"The Regents of the University of California":                                                    {"The Regents of the University of California"},
		"X Corp., AB Volvo, and Volvo Cars, Inc., d/b/a Polestar North":                                  {"X Corp.", "AB Volvo", "Volvo Cars, Inc., d/b/a Polestar North"},
		"Trina Solar (U.S.), Inc., Trina Solar US Manufacturing Module 1, LLC and Trina Solar Co., Ltd.": {"Trina Solar (U.S.), Inc.", "Trina Solar US Manufacturing Module 1, LLC", "Trina Solar Co., Ltd."},
	} {
		if d := cmp.Diff(want, names(list), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%q: %s", list, d)
		}
	}
}
