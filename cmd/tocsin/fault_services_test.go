//go:build fault

package main

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// A postgresServer is a database of the test's own.
type postgresServer struct {
	t       *testing.T
	bin     string
	data    string
	address string
	db      *sql.DB
}

func startPostgres(t *testing.T, dir string) *postgresServer {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right
	if len(bins) == 0 {
		t.Fatal("no PostgreSQL here: apt-get install postgresql")
	}
	s := &postgresServer{t: t, bin: slices.Max(bins), data: filepath.Join(dir, "pg", "data"), address: freeAddress(t)}
	if err := os.MkdirAll(filepath.Dir(s.data), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(s.data), 0o777); err != nil {
		t.Fatal(err)
	}
	s.run("initdb", "-D", s.data, "-U", "tocsin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	t.Cleanup(func() { _ = s.command("pg_ctl", "-D", s.data, "-m", "immediate", "stop").Run() })
	s.start()
	s.run("createdb", "-h", "127.0.0.1", "-p", s.port(), "-U", "tocsin", "tocsin")
	var err error
	if s.db, err = sql.Open("pgx", "postgres://tocsin@"+s.address+"/tocsin?sslmode=disable&connect_timeout=5"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.db.Close() })
	return s
}

func (s *postgresServer) port() string {
	_, port, _ := net.SplitHostPort(s.address)
	return port
}

// command runs a program of PostgreSQL's, which refuses to run as root.
func (s *postgresServer) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = "/"
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			s.t.Fatal(err)
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	return cmd
}

func (s *postgresServer) run(name string, args ...string) {
	s.t.Helper()
	if out, err := s.command(name, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// start starts the server with the durability of a real one, but without
// waiting for the disk.
func (s *postgresServer) start() {
	s.t.Helper()
	options := fmt.Sprintf("-p %s -k %s -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200", s.port(), filepath.Dir(s.data))
	s.run("pg_ctl", "-D", s.data, "-w", "-t", "60", "-l", filepath.Join(filepath.Dir(s.data), "log"), "-o", options, "start")
}

// restart ends the server as a crash would, and starts it again.
func (s *postgresServer) restart() {
	s.run("pg_ctl", "-D", s.data, "-m", "immediate", "-w", "stop")
	s.start()
}

func (s *postgresServer) ask(query string, to any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return s.db.QueryRowContext(ctx, query).Scan(to)
}

// A redisServer is a memory of the test's own, which forgets when it ends.
type redisServer struct {
	t       *testing.T
	dir     string
	address string
	running *exec.Cmd
}

func startRedis(t *testing.T, dir string) *redisServer {
	s := &redisServer{t: t, dir: dir, address: freeAddress(t)}
	s.start()
	t.Cleanup(s.stop)
	return s
}

func (s *redisServer) start() {
	s.t.Helper()
	_, port, _ := net.SplitHostPort(s.address)
	s.running = exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", s.dir)
	if err := s.running.Start(); err != nil {
		s.t.Fatalf("%v: apt-get install redis-server", err)
	}
	for range 100 {
		if s.do("PING") == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatal("Redis does not answer")
}

func (s *redisServer) stop() {
	_ = s.running.Process.Kill() // it may have ended
	_ = s.running.Wait()
}

func (s *redisServer) flush() {
	if err := s.do("FLUSHALL"); err != nil {
		s.t.Error(err)
	}
}

func (s *redisServer) do(command string) error {
	c := redis.NewClient(&redis.Options{Addr: s.address})
	defer c.Close()
	return c.Do(context.Background(), command).Err()
}
