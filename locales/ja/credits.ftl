# クレジットのすべての増減と、その後の残高。

credits-balance = 現在利用可能
credits-ledger = クレジットの履歴
credits-movement = 内容
credits-when = 日時
credits-amount = クレジット
credits-after = 増減後の残高
# $count は検証した件数。
credits-verified = { $count ->
   *[other] 全{ $count }件を検証済み
}
    .text = それぞれの記録には、直前の記録を含む指紋が付いています。このコンピューターですべて計算し直し、変更・削除・追加がないことを確認しました。
credits-coming = { $count ->
   *[other] 現在{ $count }件
}
    .text = 残りはこれから取得します。すべて揃うと検証します。
credits-broken-why = このコンピューターの履歴が、サービスで確定した記録と異なります。この番号をサポートにお知らせください。ここでの表示はクレジットには影響しません。

credit-earn = 付与
credit-spend = 利用
credit-expire = 失効
credit-refund = 返金
credit-adjust = 訂正
credit-unknown = 増減

# What moved them, where the service says so.
credit-of-usage = { $date }の利用
credit-of-month = { $month }分のクレジット
credit-unused = { $month }分の未使用クレジット
credit-bought = 購入
credit-returned = 購入の返金

no-credits = 履歴はまだありません
    .text = 付与または利用されたクレジットと、その後の残高がここに表示されます。

credits-owed = { $credits } の不足分
    .text = 利用済みのクレジットが返金されました。今後付与されるクレジットは、まず不足分に充てられ、それまでは利用できません。
credits-view = 表示する内容
credits-view-balance = 残高
credits-view-movements = 履歴
credits-broken-missing = { $number }件目の記録がありません
credits-broken-altered = { $number }件目の記録が直前の記録と一致しません
credits-broken-replaced = { $number }件目の記録が以前のものと異なります
credits-broken-show = 場所を表示

grants = 残りの内訳
grant-left = { $left } / { $amount }
grant-ends = { $date }まで
grant-endless = 期限なし
grant-first = 最初に使用
grant-plan = 毎月のクレジット
grant-top-up = パック
grant-gift = ギフト
grant-refund = 返却
grant-operator = 運営者からの付与
grant-unknown = クレジット
no-grants = 利用できるクレジットはありません。

outlook = いつまで使えるか
# $count is how many days they still last, the present one not counted.
outlook-runs-out = { $count ->
    [0] 明日（{ $date }）になくなる見込み
   *[other] { $date }になくなる見込み（あと{ $count }日分）
}
outlook-lasts = 少なくとも1年分あります
outlook-daily = 直近{ $days }日間は1日平均 { $credits }
outlook-today = 今日
outlook-nothing-spent = 直近90日間の利用がないため、予測できません。

packs = クレジットの追加
pack-valid = 有効期間{ $days }日
pack-endless = 期限なし
buy-pack = 購入
buy-pack-of = { $pack }を購入
no-packs = 現在購入できるパックはありません。

rule = 自動追加
rule-on = オン
rule-off = オフ
    .text = 残りが少なくなったときに、パックを自動で注文できます。
rule-says = 残りが { $below } クレジットを下回ると注文：{ $pack }
rule-pack-gone = 取り扱いが終了したパック
rule-limit = 月に最大{ $count }件
rule-limit-amount = · 最大 { $amount }
rule-ordered = { $count ->
    [0] 今月の注文はまだありません
   *[other] 今月の注文：{ $count }件
}
rule-paid-by-you = 各注文はお支払い後に有効になります。自動で請求されることはありません。
rule-newest = 最新の注文を表示
rule-change = 変更
rule-set-up = 設定
rule-is-on = パックを自動で注文する
rule-below = 残りがこれを下回ったとき
rule-pack = 注文するパック
rule-most = 1か月の注文の上限
rule-most-amount = 1か月最大 { $amount }
rule-count = 1から{ $most }までの整数を入力してください
rule-save = 保存
rule-saved = ルールを保存しました

fit = 各プランならいくらだったか
    .text = { $period }の実際の利用に基づき、プランと必要なパックの合計をこのコンピューターで計算しました。
fit-plan = プラン
fit-missing = パックで補う分
fit-cost = 費用
fit-current = 現在のプラン
fit-cheapest = 最安
fit-none = なし
fit-no-packs = 対応するパックなし

redeem = コードを引き換える
redeem-code = ギフトコード
    .text = 英数字16文字。大文字・小文字、空白、ハイフンは区別されません。
redeem-button = 引き換える
redeemed = このコードで { $credits } クレジットが付与されました
    .text = 引き換え日時：{ $moment }。コードは1回だけ有効で、再入力しても変わりません。

# For operators: gift codes, and putting credits right.
gift-codes = ギフトコード
gift-code = コード
gift-became = 状態
gift-open = 未使用
gift-redeemed = 引き換え済み
gift-over = 期限切れ
gift-note = メモ
    .text = 用途。お客様には表示されません。
gift-made = 作成日時
no-codes = ギフトコードはまだありません
    .text = ここで作成したコードを引き換えると、クレジットが付与されます。
make-codes = ギフトコードを作成
codes-amount = 1コードあたりのクレジット
codes-count = コードの数
codes-days = クレジットの有効日数
    .text = 空欄の場合は期限なしです。
codes-before = 引き換えの最終日
codes-make = { $count }件を作成（計 { $credits } クレジット）
codes-made = { $count }件のコードです。表示は今回限りで、以後は末尾の文字だけが残ります。
codes-copy = すべてコピー
adjust = クレジットを訂正
adjust-customer = お客様を検索
adjust-another = 別のお客様
adjust-give = 付与
adjust-take = 差し引き
adjust-give-credits = { $credits } クレジットを付与
adjust-take-credits = { $credits } クレジットを差し引く
adjust-reason = 理由
    .text = お客様の履歴に表示されます。
adjusted = { $customer }のクレジットを訂正しました
    .text = 現在の残高は { $balance } です。
