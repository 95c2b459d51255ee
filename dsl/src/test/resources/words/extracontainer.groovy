//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
}
//// sidecar
container('shipper') { image 'shop/shipper:2'; sidecar() }
