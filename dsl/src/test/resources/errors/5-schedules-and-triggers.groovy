// Schedules and triggers
//// Fields that are missing
app('shop') {
    cron('report') { schedule 'at night'; job { image 'shop/report:1' } }
}
//// A field out of bounds
app('shop') {
    cron('report') { schedule '0 25 * * *'; job { image 'shop/report:1' } }
}
//// A schedule that never fires
app('shop') {
    cron('report') { schedule '0 0 31 2 *'; job { image 'shop/report:1' } }
}
//// A time zone that is not there
app('shop') {
    cron('report') { schedule '0 3 * * *', zone: 'Europe/Prage'; job { image 'shop/report:1' } }
}
//// A cron without a job
app('shop') {
    cron('report') { schedule '0 3 * * *' }
}
//// A cron whose job is manual
app('shop') {
    cron('report') { schedule '0 3 * * *'; job { image 'shop/report:1'; manual() } }
}
//// A Camel component that is not here
app('shop') {
    function('thumbnail') { image 'shop/thumb:1'; port 80; on camel('kafka:uploads') }
}
//// A Camel component that nobody knows
app('shop') {
    function('thumbnail') { image 'shop/thumb:1'; port 80; on camel('kafak:uploads') }
}
