package domain

// LooksAnHour is how many masked people and documents somebody of the team may
// look into within an hour before the administrators are alerted.
const LooksAnHour = 80

// Looks reports whether an act opens what is otherwise masked or kept apart.
func (a Action) Looks() bool { return a == RevealPerson || a == OpenDocument }

// AlertOfLooks reports whether one more look is worth an alert, after so many of
// the hour before it and so many alerts about them: the first beyond the limit
// is, and another only when an hour has passed since.
func AlertOfLooks(looks, alerts int64) bool { return looks >= LooksAnHour && alerts == 0 }
