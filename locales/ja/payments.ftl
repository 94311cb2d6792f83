# 価格・支払い方法・注文に関する言葉。

method-wechat-pay = WeChat Pay
method-alipay = Alipay
method-paypal = PayPal
method-stripe = Stripe
method-sandbox = テストウォレット
provider = 決済事業者
method = 支払い方法
pay-with = お支払い方法
to-pay = お支払い金額
reduction-price = 特別価格
reduction-promotion = キャンペーン
reduction-coupon = クーポン
reduction-unused = 現在のプランの残り
begins-later = お持ちのものに続いて { $date } に始まります。
replaces = 現在のプラン「{ $plan }」は終了します。
replaces-days = { $count ->
   *[other] 現在のプラン「{ $plan }」は終了し、残り{ $count }日分は失効します。
}

order-no = 注文番号
order-no-copy = 注文番号をコピー
order-number = 注文 { $number }
copied = コピーしました
pay = { $amount } を支払う
pay-unknown = 支払う
pay-rest = 残額を支払う
pay-cancel = 注文をキャンセル
pay-cancel-ask = この注文をキャンセルしますか？
    .text = キャンセルすると支払えなくなります。すでに支払い済みの場合は、その分も有効です。
pay-cancel-keep = 残す
buy-admins-only = 購入できるのは会社の管理者のみです。
needs-connection = 接続が必要です

order-state-created = 作成済み
order-state-awaiting-payment = 支払い待ち
order-state-paid = 支払い済み
order-state-fulfilled = 完了
order-state-expired = 期限切れ
order-state-cancelled = キャンセル
order-state-fulfil-failed = 提供を再試行中
order-state-underpaid = 不足
order-state-overpaid = 過払い
order-state-paid-late = 期限後の入金
order-state-disputed = 異議申し立て
order-state-refund-pending = 返金処理中
order-state-partially-refunded = 一部返金
order-state-refunded = 返金済み
order-state-refund-failed = 返金失敗
order-state-unknown = 不明

# Where money that came has ended.
place-order = { $amount } をこの注文に充当
    .staff = { $amount } をこの注文に充当
place-credit-balance = { $amount } を残高に追加
    .staff = { $amount } を顧客の残高に追加
place-refund = { $amount } を返金
    .staff = { $amount } を顧客に返金
place-held-for-support = { $amount } はサポートが保管し、追ってご連絡します
    .staff = { $amount } はサポートが保管

package-choose = パッケージを選択
package-days = { $count ->
   *[other] { $count }日間
}
package-endless = 無期限
package-before = 通常価格：
package-none = パッケージなし
package-held = { $name } · 無期限
package-held-days = { $count ->
    [0] { $name } · 本日まで
   *[other] { $name } · 残り{ $count }日
}
shop-closed = まだ開始していません
    .text = 現在、パッケージは購入できません。お持ちのものはそのままご利用いただけます。
no-packages = 購入できるパッケージがありません
    .text = 現在、サービスで提供しているパッケージはありません。
agreement = 支払い規約
agreement-accept = お支払いにより次に同意したものとみなします：
