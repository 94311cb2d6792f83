### Rust が直接表示するもの：通知、トレイ、ブラウザーでの支払い後のページ

notification-paid = お支払いを確認しました
notification-paid-body = { $amount } を受け取りました。ありがとうございます。
notification-paid-late = 期限後のお支払いを確認しました
notification-paid-late-body = 注文の終了後に { $amount } が届きました。全額が有効です。
notification-declined = お支払いが拒否されました
notification-declined-body = { $amount } は支払われていません。引き落としは発生していないため、再度お試しいただけます。
notification-expired = お支払いがありませんでした
notification-expired-body = { $amount } の注文は期限切れになりました。後から届いたお支払いも有効です。

tray-title = Billing Console
tray-credits = 残り { $count } クレジット
tray-open = { $amount } のお支払い待ち
tray-show = ウィンドウを表示
tray-quit = 終了

browser-return-title = Billing Console にお戻りください
browser-return-text = お支払いはそちらで確認しています。このページは閉じてかまいません。
