//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
}
//// label
place { require label('tier', 'front', 'edge') }
//// require
place { require label('tier', 'front') }
//// prefer
place { prefer label('ssd') }
//// spread
place { spread 'zone' }
//// tolerate
place { tolerate 'spot' }
//// any
place { tolerate any }
