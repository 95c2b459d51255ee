// Syntax
//// A brace that is not closed
app('shop') {
    service('web') {
        image 'shop/web:1'

    job('migrate') { image 'shop/migrate:1' }
}
//// A bracket that is not closed
app('shop') {
    service('web' {
        image 'shop/web:1'
    }
}
//// A brace too many
app('shop') {
    service('web') { image 'shop/web:1' } }
}
//// A text that is not closed
app('shop') {
    service('web') { image 'shop/web:1 }
}
//// A sign in the way
app('shop') {
    def tag = = '1'
    service('web') { image 'shop/web:1' }
}
