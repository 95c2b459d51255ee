//// app
app('shop') {
    service('web') { image 'shop/web:1' }
}
