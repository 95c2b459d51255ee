//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
}
//// rolling
rollout { rolling surge: 1, unavailable: 0 }
//// recreate
rollout { recreate() }
//// rollbackAfter
rollout { rolling surge: 1, unavailable: 0; rollbackAfter 2.minutes }
