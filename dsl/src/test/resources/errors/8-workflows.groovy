// Workflows

//// A step runs a job that is not there
app('shop') {
    job('migrate') { image 'shop/migrate:1' }
    workflow('release') { step('migrate') { run job('migrat') } }
}
//// An input that is not declared
app('shop') {
    workflow('release') {
        input { text 'tag' }
        step('tell') { call http('https://chat.example'  , body: input('tga')) }
    }
}
//// An output of a step that does not come before
app('shop') {
    workflow('release') { step('tell') { call http('https://chat.example', body: output('migrate')) } }
}
//// Two steps of one name
app('shop') {
    workflow('release') {
        step('tell') { call http('https://chat.example') }
        step('tell') { call http('https://chat.example') }
    }
}
//// A step that does nothing, and one that does two things
app('shop') {
    workflow('release') {
        step('nothing') { retry 2 }
        step('both') { call http('https://a.example'); call http('https://b.example') }
    }
}
//// Promoting what nothing tried
app('shop') {
    service('web') { image 'shop/web:1' }
    workflow('release') { step('promote') { promote 'web' } }
}
//// Stages that do not grow
app('shop') {
    service('web') { image 'shop/web:1' }
    workflow('release') { canary('web') { image 'shop/web:2'; stages 50.percent, 25.percent } }
}
//// A canary that tries nothing
app('shop') {
    service('web') { image 'shop/web:1' }
    workflow('release') { canary('web') { stages 5.percent } }
}
//// A metric that is not measured
app('shop') {
    service('web') { image 'shop/web:1' }
    workflow('release') {
        canary('web') { image 'shop/web:2'; stages 5.percent; gate metric('http_error_rato').below(0.01) }
    }
}
//// A quorum of nobody
app('shop') {
    workflow('release') { approve('go-live') { quorum 0 } }
}
//// What is inside Caravan happens once anyway
app('shop') {
    job('migrate') { image 'shop/migrate:1' }
    workflow('release') { step('migrate') { run job('migrate'); repeatable false } }
}
//// An overlay that skips a step that is not there
app('shop') {
    workflow('release') { approve('go-live') { } }
    overlay('staging') { workflow('release') { skip 'golive' } }
}
//// A value of the run where the script decides
app('shop') {
    job('migrate') { image 'shop/migrate:1' }
    workflow('release') {
        input { text 'which' }
        step('migrate') { run job("migrate-${input('which')}") }
    }
}
//// A workflow without steps
app('shop') {
    workflow('release') { timeout 1.hours }
}
