//! Rights other than patents: software copyrights, layout-designs, plant varieties and the like.

use super::declare::fact;
use super::{Obtained, RightKind};
use crate::units::Date;

fact! {
    /// A right other than a patent 其他知识产权.
    IpRight, "ip_right", "其他知识产权";
    required {
        /// Certificate number 登记号.
        number: String = ["登记号", "著作权号", "证书号", "number"],
        /// Kind 类别.
        kind: RightKind = ["类别", "权利类别", "kind"],
        /// Day of registration 登记日期.
        registered_on: Date = ["登记日期", "授权日期", "registered on"],
    }
    optional {
        /// Name 名称.
        name: String = ["知识产权名称", "软件名称", "名称", "name"],
        /// How it was obtained 获得方式.
        obtained: Obtained = ["获得方式", "取得方式"],
        /// When it ended 终止日.
        ended_on: Date = ["终止日"],
        /// Whether it belongs to the main business 与主营业务相关.
        main_business: bool = ["与主营业务相关"],
    }
}
