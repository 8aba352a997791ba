package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"tocsin/cmd/internal/console/api"
	"tocsin/config"
)

// A pod is what the program's test reads of a deployment's.
type pod struct {
	Grace           int             `yaml:"terminationGracePeriodSeconds"`
	EnableLinks     *bool           `yaml:"enableServiceLinks"`
	Token           *bool           `yaml:"automountServiceAccountToken"`
	SecurityContext securityContext `yaml:"securityContext"`
	Containers      []struct {
		Args  []string
		Env   []struct{ Name, Value string }
		Ports []struct {
			Name          string
			ContainerPort int `yaml:"containerPort"`
		}
		Startup   probe `yaml:"startupProbe"`
		Liveness  probe `yaml:"livenessProbe"`
		Readiness probe `yaml:"readinessProbe"`
		Lifecycle struct {
			PreStop struct{ Sleep struct{ Seconds int } } `yaml:"preStop"`
		}
		SecurityContext securityContext `yaml:"securityContext"`
		Mounts          []struct {
			Name string
			Path string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
	}
	Volumes []map[string]any
}

type securityContext struct {
	NonRoot   bool                    `yaml:"runAsNonRoot"`
	User      int                     `yaml:"runAsUser"`
	Escalates *bool                   `yaml:"allowPrivilegeEscalation"`
	ReadOnly  bool                    `yaml:"readOnlyRootFilesystem"`
	Can       struct{ Drop []string } `yaml:"capabilities"`
}

type probe struct {
	Get struct{ Path, Port string } `yaml:"httpGet"`
}

type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string
	Spec     struct {
		Selector    map[string]any
		PodSelector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		} `yaml:"podSelector"`
		Ports []struct {
			Target string `yaml:"targetPort"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     pod
		}
	}
}

func manifests(t *testing.T) (out []manifest) {
	t.Helper()
	files, err := filepath.Glob("../../deploy/kubernetes/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no manifests", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for part := range bytes.SplitSeq(body, []byte("\n---\n")) {
			var m manifest
			if err := yaml.Unmarshal(part, &m); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			out = append(out, m)
		}
	}
	return out
}

// Whatever the manifests say to the program is what it understands: flags,
// variables, files, ports and the paths that are asked whether it lives.
func TestKubernetesManifests(t *testing.T) {
	all := manifests(t)
	at := slices.IndexFunc(all, func(m manifest) bool { return m.Kind == "ConfigMap" })
	file := filepath.Join(t.TempDir(), "tocsin.yaml")
	if err := os.WriteFile(file, []byte(all[at].Data["tocsin.yaml"]), 0o600); err != nil {
		t.Fatal(err)
	}
	secrets := secretKeys(t)
	roles := map[string]map[string]string{} // labels, by role
	ports := map[string]bool{}
	for _, m := range all {
		if m.Kind != "Deployment" {
			continue
		}
		p := m.Spec.Template.Spec
		c := p.Containers[0]
		var parsed commands
		parser, err := kong.New(&parsed, kong.Vars{"number_help": "", "token_scopes": strings.Join(api.Scopes, ", ")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(c.Args); err != nil {
			t.Errorf("%s: %v", m.Metadata.Name, err)
			continue
		}
		role := strings.Join(parsed.Serve.Only, "")
		roles[role] = m.Spec.Template.Metadata.Labels

		// Every variable is a key of ours, and every file it names is mounted.
		mounted := func(path string) bool {
			for _, v := range c.Mounts {
				if path == v.Path || strings.HasPrefix(path, v.Path+"/") {
					return slices.ContainsFunc(p.Volumes, func(x map[string]any) bool { return x["name"] == v.Name })
				}
			}
			return false
		}
		if !mounted(parsed.Config) || !mounted("/tmp/x") {
			t.Errorf("%s: %s and /tmp are not both mounted", m.Metadata.Name, parsed.Config)
		}
		given := map[string]string{}
		var stray []string
		for _, e := range c.Env {
			stray = append(stray, e.Name+"="+e.Value)
			if key, ok := strings.CutPrefix(e.Value, "/run/secrets/tocsin/"); ok {
				if !slices.Contains(secrets, key) || !mounted(e.Value) {
					t.Errorf("%s: %s is no key of the secret that kustomization.yaml has made: %v", m.Metadata.Name, key, secrets)
				}
				value := map[string]string{"store": "postgres://u:p@db/x", "seen": "redis://r/0"}[key]
				name := filepath.Join(t.TempDir(), key)
				if err := os.WriteFile(name, []byte(value), 0o600); err != nil {
					t.Fatal(err)
				}
				given[e.Name] = name
				continue
			}
			if strings.HasPrefix(e.Value, "/") && !mounted(e.Value) {
				t.Errorf("%s: %s is not mounted", m.Metadata.Name, e.Value)
			}
			given[e.Name] = e.Value
		}
		conf, err := config.Load(file, func(name string) (string, bool) { v, ok := given[name]; return v, ok })
		if err != nil {
			t.Errorf("%s: %v", m.Metadata.Name, err)
		}
		if err := config.Stray(stray); err != nil {
			t.Errorf("%s: %v", m.Metadata.Name, err)
		}
		if conf.Store != "postgres://u:p@db/x" || conf.Seen != "redis://r/0" {
			t.Errorf("%s: the store is %s, the memory %s", m.Metadata.Name, conf.Store, conf.Seen)
		}
		if role == "console" {
			if err := reachable(conf.Console); err != nil {
				t.Error(err)
			}
		}

		// What is listened at is named, and asked.
		listens := map[string]string{"metrics": conf.Metrics.Listen}
		if role == "console" {
			listens["http"] = conf.Console.Listen
		}
		for _, port := range c.Ports {
			ports[port.Name] = true
			if !strings.HasSuffix(listens[port.Name], fmt.Sprintf(":%d", port.ContainerPort)) {
				t.Errorf("%s: port %s is %d, the program listens at %q", m.Metadata.Name, port.Name, port.ContainerPort, listens[port.Name])
			}
		}
		if len(c.Ports) != len(listens) {
			t.Errorf("%s: %d ports, the program listens at %v", m.Metadata.Name, len(c.Ports), listens)
		}
		for path, probes := range map[string][]probe{"/healthz": {c.Startup, c.Liveness}, "/readyz": {c.Readiness}} {
			for _, probe := range probes {
				if probe.Get.Port != "metrics" || probe.Get.Path != path {
					t.Errorf("%s: asks %+v, want %s of metrics", m.Metadata.Name, probe.Get, path)
				}
			}
		}
		if end := time.Duration(p.Grace-c.Lifecycle.PreStop.Sleep.Seconds) * time.Second; end < answerFor+drainFor+5*time.Second {
			t.Errorf("%s: has %s to end, the program takes %s", m.Metadata.Name, end, answerFor+drainFor)
		}
		no := func(b *bool) bool { return b != nil && !*b }
		if s := c.SecurityContext; !no(s.Escalates) || !s.ReadOnly || !slices.Equal(s.Can.Drop, []string{"ALL"}) || !p.SecurityContext.NonRoot || p.SecurityContext.User == 0 || !no(p.Token) || !no(p.EnableLinks) {
			t.Errorf("%s: may do more than it needs", m.Metadata.Name)
		}
	}
	if len(roles) != 3 {
		t.Errorf("roles %v", roles)
	}
	for _, m := range all {
		selects := m.Spec.PodSelector.MatchLabels
		switch m.Kind {
		case "PodDisruptionBudget", "Service":
			selects = map[string]string{}
			labels := m.Spec.Selector
			if inner, ok := labels["matchLabels"].(map[string]any); ok {
				labels = inner
			}
			for k, v := range labels {
				selects[k] = fmt.Sprint(v)
			}
		case "NetworkPolicy":
		default:
			continue
		}
		found := false
		for _, labels := range roles {
			all := true
			for k, v := range selects {
				all = all && labels[k] == v
			}
			found = found || all
		}
		if !found || len(selects) == 0 {
			t.Errorf("%s %s selects nothing: %v", m.Kind, m.Metadata.Name, selects)
		}
		for _, port := range m.Spec.Ports {
			if m.Kind == "Service" && !ports[port.Target] {
				t.Errorf("the service leads to port %q", port.Target)
			}
		}
	}
}

// secretKeys are those that kustomization.yaml tells people to make.
func secretKeys(t *testing.T) (out []string) {
	t.Helper()
	body, err := os.ReadFile("../../deploy/kubernetes/kustomization.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`--from-literal=([a-z_]+)=`).FindAllStringSubmatch(string(body), -1) {
		out = append(out, m[1])
	}
	return out
}

// A node without a console is asked where its metrics are.
func TestNodeWithoutConsoleSaysThatItLives(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	dir, listen := t.TempDir(), freeAddress(t)
	file := filepath.Join(dir, "tocsin.yaml")
	conf := fmt.Sprintf("store: sqlite:%s/t.db\nmetrics: {listen: %q}\nsources:\n", dir, listen)
	for _, s := range sources {
		conf += "  " + s.Name + ": {enabled: false}\n"
	}
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--config", file, "--only", "work"}, strings.NewReader(""), t.Output(), t.Output())
	}()
	defer func() { stop(); <-ended }()
	ask := func(path string) int {
		for range 200 {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+listen+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if resp, err := http.DefaultClient.Do(req); err == nil {
				resp.Body.Close()
				return resp.StatusCode
			}
			select {
			case code := <-ended:
				ended <- code
				t.Fatalf("it ended with %d", code)
			case <-time.After(20 * time.Millisecond):
			}
		}
		return 0
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404} {
		if got := ask(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func freeAddress(t *testing.T) string {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
