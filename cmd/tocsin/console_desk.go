package main

import (
	"context"

	"tocsin/cmd/internal/console"
)

// desk is what the console does through the pipeline.
func (s *system) desk() console.Desk {
	return console.Desk{
		Late: func(ctx context.Context) ([]console.Late, error) {
			open, err := s.pipe.Unsigned(ctx, "")
			var out []console.Late
			for _, u := range open {
				if !u.Due.IsZero() && !u.Due.After(s.pipe.Now()) {
					out = append(out, console.Late{Matter: u.Matter, Center: u.Alert.Subscriber})
				}
			}
			return out, err
		},
		Feedback: s.pipe.FeedbackIn, Correct: s.pipe.CorrectIn, Transfer: s.pipe.Transfer,
		Join: s.pipe.JoinIn, Part: s.pipe.PartIn, Resend: s.pipe.Resend, Help: s.pipe.Help,
	}
}
