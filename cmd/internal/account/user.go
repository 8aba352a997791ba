// Package account knows who may sign in and what they may do.
//
// What somebody may do is decided by pure functions over a [User] ([May],
// [ScopeOf], [Roles.Has]); [Accounts] does what needs the store: passwords,
// sessions, one-time codes and the secrets that are given out. Of every secret
// only a hash is kept. Whatever changes an account is recorded with who did it,
// in the same transaction, and a change of rights ends the sessions that were
// opened with the old ones.
package account

import (
	"slices"

	"tocsin/cmd/internal/store"
)

// Role is what somebody is to the warning service.
type Role string

// The roles. The list is closed.
const (
	National   Role = "national"   // 国家中心
	Provincial Role = "provincial" // 省级分中心
	City       Role = "city"       // 市级（地方）分中心
	Industry   Role = "industry"   // 行业分中心
	Exporter   Role = "exporter"   // 出口企业
	ReadOnly   Role = "readonly"   // 只读
	Admin      Role = "admin"      // 管理员
)

// Roles is a set of roles.
type Roles []Role

// Sets that routes are for.
var (
	All     = Roles{National, Provincial, City, Industry, Exporter, ReadOnly, Admin}
	Workers = Roles{National, Provincial, City, Industry}                  // who work on matters
	Staff   = Roles{National, Provincial, City, Industry, ReadOnly, Admin} // all but exporters
	Admins  = Roles{Admin}
	Owners  = Roles{Exporter}
)

// Has reports whether a role is in the set.
func (rs Roles) Has(r Role) bool { return slices.Contains(rs, r) }

// And returns the set with others added.
func (rs Roles) And(others ...Role) Roles { return append(slices.Clone(rs), others...) }

// ofCenter are the roles of those who belong to a center.
var ofCenter = Roles{National, Provincial, City, Industry, ReadOnly}

// A User is somebody who signed in. The zero User is nobody.
type User struct {
	ID       string
	Login    string
	Name     string
	Mail     string
	Role     Role
	Center   string // of national, provincial, city, industry and readonly
	Org      string // of an exporter
	Language string // "zh", "en" or "" where none was chosen
	Given    bool   // the password is one that somebody else chose
	Codes    bool   // a one-time code is asked for too
	Disabled bool
}

// SignedIn reports whether u is somebody.
func (u User) SignedIn() bool { return u.ID != "" }

func userOf(row store.User) User {
	return User{
		ID: row.ID, Login: row.Login, Name: row.Name, Mail: row.Mail, Role: Role(row.Role), Center: row.Center, Org: row.Org,
		Language: row.Language, Given: row.Given, Codes: row.Secret != "", Disabled: !row.Disabled.IsZero(),
	}
}
