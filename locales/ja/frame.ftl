# すべての画面を囲むウィンドウ。

rail = コンソール
screens = 画面
notices = お知らせ
start-failed = Billing Console を起動できません

user-menu = アカウントメニュー
sign-out-ask = { $count ->
   *[other] 未保存の変更{ $count }件を破棄しますか？
}
    .text = サインアウトすると、保存していない内容は失われます。
shortcuts = キーボードショートカット
shortcuts-anywhere = どこでも
shortcuts-here = 一覧とグラフ
shortcut-list = 一覧の中を移動
shortcut-list-ends = 最初または最後の行
shortcut-select = 行を選択
shortcut-select-to = この行までをまとめて選択
shortcut-save = 検索中：PDF をダウンロード
shortcut-chart = グラフを1本ずつ読む
shortcut-chart-closer = その棒を拡大
shortcut-open = { $screen }を開く
shortcut-close = ダイアログやメニューを閉じる

sync-online = 最新です
sync-online-age = 最新 · { $age }
sync-running = 更新しています…
sync-offline = オフライン
sync-offline-from = オフライン · { $moment } 時点のデータ
sync-stopped = 更新停止中
sync-stopped-from = 更新停止中 · { $moment } 時点のデータ

offline = オフラインです
offline-since = { $moment } からオフライン
offline-figures = 表示しているのは、このコンピューターに保存されたデータです。変更には接続が必要です。
offline-nothing = サービスへの接続が必要な操作は、接続が回復するまで利用できません。

keychain-this-run = サインインは今回の起動中のみ有効です
keychain-locked = システムのキーチェーンがロックされているため、次回の起動時にサインインが必要です。
keychain-absent = このコンピューターにはキーチェーンがないため、次回の起動時にサインインが必要です。
keychain-closed = データが更新されていません
    .text = サインイン情報を保存しているキーチェーンを開けません。保存済みのデータは確認できます。
keychain-unlock = ロックを解除して再試行
sign-in-again = もう一度サインイン
sign-in-again-as = { $email } のパスワードを入力してください。このコンピューターのデータは残ります。
