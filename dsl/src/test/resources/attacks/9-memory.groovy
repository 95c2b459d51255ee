//// a text that doubles
def s = 'x'; for (i in 1..10000) { s = s + s }
//// a text with values that doubles
def s = 'x'; for (i in 1..10000) { s = "$s$s" }
//// a text that is replaced
def s = 'x'; for (i in 1..10000) { s = s.replace('x', 'xx') }
//// a text that replaces everywhere
def s = 'x'; for (i in 1..10000) { s = s.replace('', s) }
//// a text that is padded
def s = 'x'; for (i in 1..10000) { s = s.padLeft(2000000000, 'x') }
//// a text that is joined
def l = (1..10000).collect { 'x' }; def s = l.join('x'); for (i in 1..10000) { s = l.join(s) }
//// many long texts
def s = 'x'; for (i in 1..19) { s = s + s }
def l = []; for (i in 1..10000) { l << s + i }
//// a text in many words
def s = 'x'; for (i in 1..19) { s = s + s }
for (i in 1..10000) { file "/x/$i", text: s }
//// a list that doubles
def l = [1]; for (i in 1..10000) { l = l + l }
//// lists that are kept
def l = (1..10000).collect { it }; def k = []; for (i in 1..10000) { k << l + l }
//// a list that grows
def l = []; for (i in 1..10000) { for (j in 1..10000) { l << 'x' } }
//// a list of lists that grows
def l = []; for (i in 1..10000) { l << (1..10000).collect { it } }
//// a list that is copied
def l = (1..10000).collect { it }; def k = []; for (i in 1..10000) { k << l.reverse() }
//// a list that is taken from
def l = (1..10000).collect { it }; def k = []; for (i in 1..10000) { k << l.take(9999) }
//// named values that are added
def m = (1..10000).collectEntries { [(it): it] }; def k = []; for (i in 1..10000) { k << m + m }
//// named values that grow
def m = [:]; for (i in 1..10000) { m = m + [(i): m] }
//// named values that are listed
def m = (1..10000).collectEntries { [(it): it] }; def k = []; for (i in 1..10000) { k << m.keySet() }
//// a whole number that is squared
def x = 3; for (i in 1..10000) { x = x * x }
//// a decimal that is squared
def x = 1.1; for (i in 1..10000) { x = x * x }
//// a small decimal that is squared
def x = 0.1; for (i in 1..10000) { x = x * x }
//// a decimal that is divided
def x = 1; for (i in 1..10000) { x = x / 3 * 7.77777777777777777 }
//// a factorial
def x = 1; for (i in 1..10000) { x = x * i }
//// blocks that are kept
def l = []; for (i in 1..10000) { for (j in 1..10000) { l << { -> i + j } } }
//// blocks that hold blocks
def c = { 1 }; for (i in 1..10000) { def d = c; c = { d() } }
c()
//// words of a text
def s = 'x '; for (i in 1..18) { s = s + s }
def l = []; for (i in 1..10000) { l << s.tokenize(' ') }
//// more services than there may be
(1..10000).each { i -> (1..10000).each { j -> service("s$i-$j") { image 'x' } } }
//// parts of a text
def s = 'x'; for (i in 1..19) { s = s + s }
def l = []; for (i in 1..10000) { l << s.substring(1) }
//// upper case
def s = 'ß'; for (i in 1..18) { s = s + s }
for (i in 1..10000) { s = s.toUpperCase() }
