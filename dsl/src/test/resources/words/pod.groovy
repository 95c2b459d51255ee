//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
}
//// container
container('shipper') { image 'shop/shipper:2' }
//// label
label 'team', 'shop'
//// labels
labels team: 'shop', tier: 'front'
//// place
place { require label('tier', 'front'); spread 'zone' }
//// stopGrace
stopGrace 20.seconds
