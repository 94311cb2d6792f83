# パッケージ：販売内容と顧客への見え方。

packages-count = { $count ->
   *[other] パッケージ · { $count }
}
shop-open = 販売中
shop-shut = 販売停止中
package-add = 追加
package-remove = 削除
package-edit = 「{ $name }」を編集
package-unnamed = 名称未設定
package-wrong = 要確認
package-order = 順序
package-move = { $name } を移動
package-move-hint = ドラッグまたは矢印キーで移動
package-moved = { $name } を{ $place }番目に移動しました
package-name = 名称
package-duration = 期間
package-duration-hint = 0は無期限
days = 日
currency = 通貨
price-original = 通常価格
price-original-in = 通常価格（{ $currency }）
price-current = 現在の価格
price-current-in = 現在の価格（{ $currency }）
price-was = 変更前 { $price }
package-description = 説明
package-problem-required = 入力してください
package-problem-amount = { $example } のように金額を入力してください
package-problem-days = 365のように日数を整数で入力してください
package-problem-below-current = 現在の価格を下回れません
explanation = 説明文
markup-bold = 太字
markup-italic = 斜体
markup-heading = 見出し
markup-list = リスト
markup-hint = HTML形式。リンク・画像・スクリプトは除かれます。プレビューは顧客に見えるとおりです。
preview = プレビュー
preview-language = プレビューの言語
preview-person = 佐藤 花
preview-package = プロ
saved-by = { $name } が { $moment } に保存
change-opens = 販売を開始
change-closes = 販売を停止
change-price = { $name }：{ $before } → { $after }
change-added = { $name } を追加
change-removed = { $name } を削除
change-edited = { $name } を編集
change-order = 順序を変更
change-explanation = 説明文を編集
change-agreement = 支払い規約を編集
change-more = { $count ->
   *[other] ほか{ $count }件
}
publish = 保存して公開
publish-at-once = すぐに反映されます
publish-open-orders = { $count ->
   *[other] すぐに反映されます。未払いの注文{ $count }件は元の価格のままです
}
publish-problems = { $count ->
   *[other] 先に{ $count }件のパッケージをご確認ください。
}
published = 公開しました
    .text = 顧客にはすでに反映されています。
packages-conflict = ほかの人が先に保存しました
    .text = { $name } が新しい版を保存しました。相手の版を使うか、自分の変更で上書きするかを選んでください。変わる点は下に表示されます。
