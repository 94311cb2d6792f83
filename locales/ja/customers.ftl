# 担当者から見た顧客。

customers-search = 会社名または担当者
customers-count = 顧客{ $count }社
customers-select = 請求書をダウンロードする顧客を選択してください
customers-select-all = 表示中の顧客をすべて選択または解除
customers-selected = 顧客{ $count }社を選択中
# $count は選択中のうち検索結果に表示されていない数。
customers-out-of-sight = うち{ $count }社は非表示
customers-download = 請求書をダウンロード…
customer-select = { $company } を選択
customers-nothing = この名前の顧客はありません。一部だけ入力してみてください。
no-customers = 顧客はまだありません
    .text = あなたが担当する顧客がここに表示されます。
customer-plan = プラン
customer-no-plan = プランなし
customer-views = 表示する内容
all-customers = すべての顧客
choose-customer = 顧客を選択してください
    .text = この画面には一度に1社のデータが表示されます。
whose-read-only = この顧客のデータを閲覧しています。ここでは何も変更できません。
whose-unknown = 顧客
