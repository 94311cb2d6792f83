# 個人とアカウントの設定。

staff-only-settings = スタッフ（{ $role }）としてサインインしています。この役割の画面はまだないため、個人設定のみ利用できます。

appearance = 表示
    .text = このコンピューターでの表示方法です。
language = 言語
    .text = ウィンドウ、メニュー、通知に使われます
language-offline = プランや製品の名前はサービスから届くため、接続が戻ってから切り替わります
language-system = システムに合わせる
theme = テーマ
    .text = システムに合わせると昼夜で切り替わります

account-data = アカウント
    .text = 請求書に記載され、ご連絡にも使用します。
    .read-only = 変更できるのは会社の管理者のみです。
account-saved = アカウントを保存しました
unsaved = { $count ->
    [0] 保存する変更はありません
   *[other] { $count }件の変更が未保存です
}
discard = 変更を破棄
save = 変更を保存
save-offline = 保存には接続が必要です。入力した内容は残ります。
save-conflicts-first = 先に{ $count }件の項目を選択してください。
conflict = ほかのユーザーが別の内容を保存しました。
    .text = 項目ごとに選択してください。そのほかの変更は下に反映済みです。
conflict-theirs = 相手
conflict-mine = 自分
conflict-empty = （なし）
conflict-take-theirs = 相手の変更を採用
conflict-keep-mine = 自分の変更を残す

password-section = パスワード
    .text = 変更すると、ほかのデバイスはすべてサインアウトされます。
password-current = 現在のパスワード
password-new = 新しいパスワード
password-change = パスワードを変更
password-changed = パスワードを変更しました
    .text = ほかのデバイスはすべてサインアウトされました。

devices = デバイス
    .text = サインイン中のデバイスです。見覚えのないものはサインアウトしてください。
devices-offline = 一覧はサービスから取得するため、接続が必要です。
device-current = このデバイス
device-seen = { $age }に使用 · { $since } にサインイン
device-seen-at = { $age }に使用 · { $address } · { $since } にサインイン
device-revoke = サインアウト
device-revoked = デバイスをサインアウトしました
device-gone = デバイスはすでにサインアウトされていました
device-revoke-ask = このデバイスをサインアウトしますか？
    .text = { $device } はすぐに利用できなくなり、もう一度サインインが必要になります。

server-section-text = このコンソールが接続する請求サービスです。
server-sign-out-first = 保存済みのデータはこのサーバーのものです。変更するには先にサインアウトしてください。

privacy = プライバシーと保存場所
    .text = このコンピューターに保存されるものと、送信されるものです。
folder = フォルダー
cache = 保存済みのデータ
    .text = オフラインで確認するためのアカウント、プラン、クレジット、利用状況、請求書とその PDF（再取得できます）
journal = ジャーナル
    .text = 進行中の支払いなど、失われてはならないもの
secret = サインイン情報
secret-stored = システムのキーチェーンに保存（ファイルには書き込みません）
secret-locked = キーチェーンがロックされているため、終了するまでメモリーにのみ保持
secret-absent = キーチェーンがないため、終了するまでメモリーにのみ保持
sent = 送信されるもの
    .text = 上記のサーバーへのリクエストのみです。統計情報の収集も第三者への送信もありません。
delete-local = ローカルデータの削除
    .text = 上記のすべてをこのコンピューターから削除します
delete-local-open = 削除…
delete-ask = ローカルデータをすべて削除しますか？
delete-what-figures = 保存済みのデータとジャーナルが削除されます。
delete-what-settings = 言語、テーマ、サーバーが既定に戻ります。
delete-what-session = このコンピューターでサインアウトされます。
delete-what-stays = サービス上のアカウントはそのまま残ります。
delete-understood = この操作は元に戻せないことを確認しました
delete-confirm = ローカルデータを削除

about = このアプリについて
    .text = バージョンとキーボードショートカット。

notifications = 通知
    .text = ウィンドウが隠れているときのお知らせです。
notify-payments = 支払い
    .text = お支払いの完了や失敗、更新の時期、利用枠の残りが少ないとき
share = 利用状況を共有する
    .text = 初期設定はオフです。オンにすると、購入時に使った画面とボタン、パッケージ、支払い方法、金額、OSとウィンドウの大きさを送信します。氏名・住所・アカウントの数値は送信しません。オフにすると未送信分は削除されます。
sent-shared = 上記サーバーへのリクエストと利用状況のみです。利用状況は、お客様とわからない名前で外部の集計に使われることがあります。
offers = メールでのご案内
    .text = 同意がない限りオフです。オンにすると、連絡先アドレスと購入内容が、ご案内を送るサービスに伝えられます。

demonstration-clock = デモ
    .text = 日を進めて、何が起こるかを確かめます。進めるだけです。
demonstration-move = 時間を進める
    .text = その間に期限が来ることは、すぐに行われます。
demonstration-now = 今は { $date } です
demonstration-days = { $count ->
   *[other] { $count }日
}
