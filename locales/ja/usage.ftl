# 製品ごとの日・週・月の利用状況。

usage-chart = 製品別の利用状況
usage-table = 数値で見る
usage-all-rows = 全{ $count }行を表示
usage-total = 合計利用量
usage-step = 単位
usage-step-day = 日
usage-step-week = 週
usage-step-month = 月
usage-product = 製品
usage-all-products = すべての製品
usage-compare = 前の期間と比較
usage-before = 前の期間
usage-change = 増減
usage-of-quota = 枠の使用率
    .text = 月間枠の使用率が最も高い製品
usage-quota = 月間枠 { $count }
usage-quotas = 月間枠の合計 { $count }
usage-over = 枠を { $count } 超過
usage-mixed = 異なる単位の合計：{ $units }
usage-total-mixed = 合計は単位の異なる{ $units }を足したものです。
usage-quota-each = 月間枠の単位は製品ごとに異なります。製品を1つ選ぶと枠の線が表示されます。
usage-before-days = 前の期間：{ $days }
usage-picture-beside = { $product }：同時に最大 { $count }
usage-forecast = 予測
usage-until = { $date } まで
usage-nothing = この期間の利用はありません。
usage-widened-week = 日数が多いため、週単位で表示しています。
usage-widened-month = 項目が多いため、月単位で表示しています。
usage-beside = { $products }は同時利用の最大数のため、合計には含まれません。
usage-filling = 以前のデータを取得中です。現在は { $date } 以降を表示できます。
usage-no-before = 前の期間のデータはありません。
usage-brush = すべての月
usage-first-month = 最初の月
usage-last-month = 最後の月
usage-back = 縮小

usage-period = 期間
usage-period-this-month = 今月
usage-period-last-month = 先月
usage-period-30-days = 過去30日間
usage-period-90-days = 過去90日間
usage-period-12-months = 過去12か月
usage-period-this-year = 今年
usage-period-last-year = 昨年
usage-period-everything = すべて
usage-from = 開始日
usage-to = 終了日
usage-show = 表示

usage-export = 書き出し
usage-export-csv = 表（CSV）
usage-export-png = グラフ（PNG）
usage-saved = 保存しました
usage-show-file = ファイルを表示

no-usage = 利用はまだありません
    .text = 利用が始まると、製品ごとの日・週・月の利用量がここに表示されます。

usage-nobody = 顧客が選択されていません
    .text = 担当の顧客を選ぶと、利用状況が表示されます。
usage-nobody-choose = 顧客を選ぶ

unit-message = { $count ->
   *[other] 件
}
unit-email = { $count ->
   *[other] 通
}
unit-seat = { $count ->
   *[other] 席
}
unit-minute = { $count ->
   *[other] 分
}
