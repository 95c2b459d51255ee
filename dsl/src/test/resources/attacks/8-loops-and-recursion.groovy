//// while
while (true) { }
//// do while
do { } while (true)
//// for without an end
for (;;) { }
//// for with a counter
for (int i = 0; i < 10; i++) { }
//// three loops
(1..10000).each { (1..10000).each { (1..10000).each { } } }
//// three for loops
for (i in 1..10000) { for (j in 1..10000) { for (k in 1..10000) { } } }
//// loops that describe
(1..9999).each { i -> (1..9999).each { env A: it } }
//// times
1000000000.times { }
//// times with a huge number
999999999999999999.times { }
//// upto
1.upto(1000000000) { }
//// a range without an end
def r = 1..2000000000
//// a range backwards
def r = 2000000000..-2000000000
//// inject
(1..10000).inject(0) { a, b -> (1..10000).inject(0) { c, d -> c + d } }
//// findAll in findAll
(1..10000).findAll { x -> (1..10000).any { y -> x + y < 0 } }
//// contains over and over
def l = (1..10000).collect { it }; for (i in 1..10000) { l.contains(-1) }
//// contains of decimals over and over
def l = (1..10000).collect { it * 1.1 }; for (i in 1..10000) { l.contains(-1.5) }
//// sort over and over
def l = (1..10000).collect { it }; for (i in 1..10000) { l = l.reverse().sort() }
//// texts compared over and over
def s = 'x'; for (i in 1..19) { s = s + s }
def t = s + 'y'; def u = s + 'z'
for (i in 1..10000) { for (j in 1..10000) { t == u } }
//// a text searched over and over
def s = 'x'; for (i in 1..19) { s = s + s }
def p = s.substring(0, 200000) + 'y'
for (i in 1..1000) { s.contains(p) }
//// the start of a text looked at over and over
def s = 'x'; for (i in 1..19) { s = s + s }
for (i in 1..10000) { for (j in 1..10000) { s.startsWith(s) } }
//// recursion
def f(n) { f(n) + f(n) }
f(1)
//// recursion of two
def f(n) { g(n) }
def g(n) { f(n) }
f(1)
//// recursion of a block
def c = null; c = { c() }; c()
//// a block that is given itself
def c = { f -> f(f) }; c(c)
//// recursion by a default argument
def f(x = f()) { x }
f()
//// recursion in a text
def f(n) { "${f(n)}" }
f(1)
//// the same list on both sides
def l = []; l << l; l == l; [l].unique()
//// a list in itself compared with another
def l = []; l << l; def m = []; m << m; l == m
//// a comparison that doubles
def l = [1]; for (i in 1..60) { l = [l, l] }
def m = [1]; for (i in 1..60) { m = [m, m] }
l == m
//// a deep list compared
def l = [1]; def m = [1]; for (i in 1..9999) { l = [l]; m = [m] }
if (l == m) y
//// ackermann
def a(m, n) { m == 0 ? n + 1 : (n == 0 ? a(m - 1, 1) : a(m - 1, a(m, n - 1))) }
a(4, 4)
//// fibonacci
def f(n) { n < 2 ? n : f(n - 1) + f(n - 2) }
f(50)
