-- What the law on personal information asks for: a text with versions, who agreed to which, and accounts that are erased.

CREATE TABLE privacy_policies (
    version integer PRIMARY KEY,
    body text NOT NULL,
    published_by uuid REFERENCES members (id),
    published_at timestamptz NOT NULL,
    CHECK (version >= 1),
    CHECK ((version = 1) = (published_by IS NULL))
);
-- The first version comes with the program and says what the program does. A city publishes its own, with its name and
-- where to ask.
INSERT INTO privacy_policies (version, body, published_at) VALUES (1, '邻里个人信息处理规则

一、我们处理哪些信息，为了什么
1. 微信标识（openid）和登录设备名称：用于识别您的账号、管理登录。
2. 您所在的社区、网格、楼栋：用于确定您能看到和参加哪些社区事务。
3. 真实姓名：用于核实身份；其他人只能看到“王**”这样的形式。
4. 手机号：只通过微信授权取得，用于核实身份，以及让认领您微心愿的人在认领期间联系您。
5. 在职党员身份（您主动申请时）：属于敏感个人信息，用于与单位名册核对和社区报到。
6. 您在使用中留下的记录：微心愿、认领、报名、签到、服务时长、积分、兑换、报到、值守、阅读标记。

二、如何保护
姓名、手机号、楼栋和微信标识加密保存。认领人查看您的姓名和手机号时会留下记录，您可以在“我的”中查阅。我们不公开、不出售您的信息。

三、保存多久
账号存续期间保存。您注销账号后，姓名、手机号、住址、微信标识和您写的文字即行删除；时长、积分等合计数字保留，但不再指向您本人。

四、您的权利
您可以随时查阅和复制（导出）您的全部信息，更正姓名和手机号，撤回同意，注销账号。撤回同意后，姓名、手机号和楼栋即行删除；撤回不影响此前的处理。不同意本规则仍可浏览，但不能填写姓名、手机号和住址。

五、联系方式
请向所在社区居民委员会提出。', '2026-11-24T00:00:00+00:00');

-- What was agreed to and withdrawn, for good.
CREATE TABLE consents (
    id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    version integer NOT NULL REFERENCES privacy_policies (version),
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE INDEX consents_of_member ON consents (member_id, id);

-- The consent that lives stands in the member's own row, so that the statement that writes his name decides by it.
ALTER TABLE members ADD COLUMN consent_version integer REFERENCES privacy_policies (version);
-- The building is an address. What `building_id` holds from before is sealed by `linli keys reseal`, and so are the
-- secrets of shifts from before, which are 32 bytes as they are.
ALTER TABLE members ADD COLUMN building_sealed bytea;
ALTER TABLE members ADD COLUMN erased_at timestamptz;
ALTER TABLE shifts RENAME COLUMN code_secret TO secret_sealed;
