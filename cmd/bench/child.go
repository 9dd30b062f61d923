package main

import (
	"fmt"
	"os"
)

// child is this program started again, so that the memory of one thing is
// measured alone.
func child(what string, args []string) int {
	fmt.Fprintln(os.Stderr, "bench: unknown child", what, args)
	return 2
}
