//// parentheses
def x = {{3000 * (}}1{{3000 * )}}
//// brackets
def x = {{3000 * [}}{{3000 * ]}}
//// braces
{{3000 * {}}{{3000 * }}}
//// nots
def x = {{20000 * !}}true
//// minuses
def x = {{20000 * - }}1
//// a long sum
def x = 1{{8000 *  + 1}}
//// a long sum over lines
def x = 1{{8000 *  +
 1}}
//// a long chain of properties
a{{2000 * .b}}
//// a long chain of calls
a{{2000 * .b()}}
//// a long chain of safe calls
a{{2000 * ?.b()}}
//// a long chain of ternaries
def x = {{500 * true ? 1 : }}2
//// a long chain of elvis
def x = {{500 * 1 ?: }}2
//// a long chain of command words
{{1000 * a b }}
//// parts of a text
def x = "{{5000 * ${1}}}"; y
//// texts in texts
def x = {{100 * "${}}1{{100 * }"}}
//// a long number
def x = {{100000 * 9}}
//// a long decimal
def x = 0.{{100000 * 9}}
//// a number with an exponent
def x = 1e999999999
//// a hexadecimal number
def x = 0x{{1000 * f}}
//// a binary number
def x = 0b{{1000 * 1}}
//// a number with a letter
def x = {{100 * 9}}g
//// a long name
def {{100000 * x}} = 1; y
//// a long text, many times over
def s = '{{900000 * x}}'; s = s + s
//// a long list
def l = [{{150000 * 1,}}1]
//// a long map
def m = [{{90000 * a:1,}}b: 1]; y
//// many statements
{{450000 * ;}}
//// many tokens
{{150000 * a b
}}
//// many errors
{{5000 * nope 1
}}
//// blocks in blocks
{{22 * a {}}{{22 * }}}
//// blocks with arrows
def c = {{22 * { -> }}{{22 * }}}; y
//// calls in calls
{{11 * a(b(}}{{11 * ))}}
//// parentheses to the limit
def x = {{20 * (}}1{{20 *  ?: 2)}}; y
//// closures with parameters to the limit
def c = {{20 * { a, b -> }}1{{20 *  }}}; y
//// ifs in ifs
{{2000 * if (true) }}image 'x'
//// elses
{{2000 * if (false) image 'x' else }}image 'x'
//// for in for
{{2000 * for (i in 1..1) }}image 'x'
//// comments do not help
/* {{100000 * (}} */ nope
//// a comment that is not closed
/* {{100000 * *}}
//// a text that is not closed
'{{100000 * x}}
//// a text over lines that is not closed
'''{{100000 * x}}
//// control characters
{{1000 * }}
//// a byte order mark and direction marks
⁦image‮ 'x'
//// casts that look like parentheses
{{22 * (a)}} b
//// angle brackets
a{{3000 * <b}}
//// type arguments
def x = a{{300 * <b}}{{300 * >}}
//// arrows
{{1000 * x -> }}
//// commas
image {{100000 * ,}}
//// question marks
def x = a{{1000 * ?}}
//// dots
def x = a{{1000 * .}}b
//// dollars
image "{{1000 * $}}"
//// backslashes
image '{{9999 * \}}'
//// quotes
image {{9999 * '}}
//// a long chain of calls of what a call answers
a{{3000 * ()}}
//// a long chain of elements
def a = [1]; a{{3000 * [0]}}
//// a long chain of blocks
a {{3000 * {} }}
//// a long chain of words with blocks
{{1000 * a {} }}
//// ifs in ifs over lines
{{2000 * if (true)
}}image 'x'
//// fors and braces in turn
{{20 * for (i in 1..1) for (j in 1..1) for (k in 1..1) { }}{{20 * }}}
//// returns of returns
def f() { {{2000 * return }} }
