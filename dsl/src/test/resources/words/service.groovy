//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
}
//// replicas
replicas 3
//// rollout
rollout { rolling surge: 1, unavailable: 0 }
//// onNodeLoss
onNodeLoss replaceAfter: 3.seconds
