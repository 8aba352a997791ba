package store

import (
	"context"
	"slices"
)

// An OldStore is a store on its way from its first schema to the present one.
type OldStore struct{ *DB }

// OpenOld opens an empty database and makes nothing in it.
func OpenOld(address string) (OldStore, error) {
	db, err := connect(address, Options{Conns: 4})
	return OldStore{db}, err
}

// Versions are the numbers of the migrations, in order.
func (o OldStore) Versions() (out []int64, err error) {
	p, err := o.provider()
	if err != nil {
		return nil, err
	}
	for _, s := range p.ListSources() {
		out = append(out, s.Version)
	}
	slices.Sort(out)
	return out, nil
}

// To brings the schema to a migration.
func (o OldStore) To(ctx context.Context, version int64) error {
	p, err := o.provider()
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}
