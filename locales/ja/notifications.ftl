### Rust が直接表示するもの：通知、トレイ、ブラウザーでの支払い後のページ

notification-paid = お支払いを確認しました
notification-paid-body = { $amount } を受け取りました。ありがとうございます。
notification-paid-late = 期限後のお支払いを確認しました
notification-paid-late-body = 注文の終了後に { $amount } が届きました。全額が有効です。
notification-declined = お支払いが拒否されました
notification-declined-body = { $amount } は支払われていません。引き落としは発生していないため、再度お試しいただけます。
notification-expired = お支払いがありませんでした
notification-expired-body = { $amount } の注文は期限切れになりました。後から届いたお支払いも有効です。

notification-short = お支払いが不足しています
notification-short-body = { $subject } の残額は { $amount } です。
notification-refunded = 返金を行いました
notification-refunded-body = { $subject } の { $amount } を返金しました。
notification-renewal = { $subject } はまもなく更新されます
notification-renewal-body = { $subject } の期限は { $day } です。
notification-grace = { $subject } は更新されていません
notification-grace-body = { $subject } の更新は未払いです。あと数日はご利用いただけます。
notification-past-due = { $subject } のお支払いが遅れています
notification-past-due-body = 更新のお支払いが済み次第、{ $subject } は再開されます。
notification-ended = { $subject } は終了しました
notification-ended-body = { $subject } にはいつでも再度お申し込みいただけます。
notification-quota = 利用枠の { $percent }% に達しました
notification-quota-body = 今月の { $subject } を { $percent }% 使用しました。

tray-title = Billing Console
tray-credits = 残り { $count } クレジット
tray-open = { $amount } のお支払い待ち
tray-show = ウィンドウを表示
tray-quit = 終了

browser-return-title = Billing Console にお戻りください
browser-return-text = お支払いはそちらで確認しています。このページは閉じてかまいません。
