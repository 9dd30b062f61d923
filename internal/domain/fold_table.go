package domain

// The tables give two bytes for each letter: the ASCII letters it folds to
// (one and a space, or two), two spaces for punctuation, and "? " for a letter
// that has no ASCII form and stays as it is. Made from the Unicode
// decompositions, with the letters that do not decompose (ø, đ, ł, ß, œ…)
// written by hand.

const firstLatin, firstVietnamese rune = 0x00C0, 0x1E00

// latin covers U+00C0 to U+024F: Western, Central European and Baltic letters.
const latin = "" +
	"a a a a a a aec e e e e i i i i " +
	"d n o o o o o   o u u u u y thss" +
	"a a a a a a aec e e e e i i i i " +
	"d n o o o o o   o u u u u y thy " +
	"a a a a a a c c c c c c c c d d " +
	"d d e e e e e e e e e e g g g g " +
	"g g g g h h h h i i i i i i i i " +
	"i i ijijj j k k k l l l l l l l " +
	"l l l n n n n n n n ngngo o o o " +
	"o o oeoer r r r r r s s s s s s " +
	"s s t t t t t t u u u u u u u u " +
	"u u u u w w y y y z z z z z z s " +
	"b ? ? ? ? ? ? c c ? ? d d d e ? " +
	"? f f ? ? hv? i k k l l ? ? n ? " +
	"o o oioip p ? s s ? ? ? t t ? u " +
	"u ? ? y y z z z ? ? ? ? ? ? ? w " +
	"? ? ? ? dzdzdzljljljnjnjnja a i " +
	"i o o u u u u u u u u u u e a a " +
	"a a aeaeg g g g k k o o o o z z " +
	"j dzdzdzg g hvw n n a a aeaeo o " +
	"a a a a e e e e i i i i o o o o " +
	"r r r r u u u u s s t t y y h h " +
	"n d ououz z a a e e o o o o o o " +
	"o o y y l n t j dbqp? c c l t s " +
	"z ? ? b ? ? e e j j q q r r y y "

// vietnamese covers U+1E00 to U+1EFF: Latin letters with one or two marks.
const vietnamese = "" +
	"a a b b b b b b c c d d d d d d " +
	"d d d d e e e e e e e e e e f f " +
	"g g h h h h h h h h h h i i i i " +
	"k k k k k k l l l l l l l l m m " +
	"m m m m n n n n n n n n o o o o " +
	"o o o o p p p p r r r r r r r r " +
	"s s s s s s s s s s t t t t t t " +
	"t t u u u u u u u u u u v v v v " +
	"w w w w w w w w w w x x x x y y " +
	"z z z z z z h t w y a s s s ssd " +
	"a a a a a a a a a a a a a a a a " +
	"a a a a a a a a e e e e e e e e " +
	"e e e e e e e e i i i i o o o o " +
	"o o o o o o o o o o o o o o o o " +
	"o o o o u u u u u u u u u u u u " +
	"u u y y y y y y y y llllv v y y "
