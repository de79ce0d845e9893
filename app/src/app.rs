//! The routes: which page answers which path.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::asked::{Asked, Refresh};
use crate::domain::zone::COOKIE;
use crate::pages::board::{
    ApiPage, BehaviorPage, BrowsersPage, CampaignPage, CampaignsPage, ClassificationPage,
    DetectionsPage, FeaturesPage, FingerprintsPage, GeoPage, HeatmapPage, HelpPage, Ja4Page,
    ModelsPage, ScoresPage, TrafficPage,
};
use crate::pages::ip::IpPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::overview::OverviewPage;
use crate::pages::search::SearchPage;
use crate::rpc;
use crate::ui::browser::{self, IS_BROWSER};
use crate::ui::layout::Layout;
use crate::ui::shell::{self, Preferences, SiteAssets};

/// The whole document of a request, with the site's files from context and the reader's cookies.
#[must_use]
pub fn shell() -> AnyView {
    let assets = use_context::<SiteAssets>().unwrap_or_default();
    let (theme, nav) = (rpc::request_cookie("theme"), rpc::request_cookie("nav"));
    let preferences = Preferences::from_cookies(theme.as_deref(), nav.as_deref());
    shell::shell(assets, &preferences, view! { <App/> }.into_any())
}

/// The whole interface, from the router down; the document around it is `ui::shell`.
///
/// Pages stream in order, so that they read the same with JavaScript off.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let refresh = Refresh::provide();
    let status = Asked::once(rpc::status::get_status);
    let zone = if IS_BROWSER { browser::kept(COOKIE) } else { rpc::request_cookie(COOKIE) };
    view! {
        <Router>
            <Layout status refresh is_local=zone.is_some()>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=OverviewPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/detections") view=DetectionsPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/scores") view=ScoresPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/traffic") view=TrafficPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/campaigns") view=CampaignsPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/campaigns/:subject") view=CampaignPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/features") view=FeaturesPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/models") view=ModelsPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/behavior") view=BehaviorPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/fingerprints") view=FingerprintsPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/browsers") view=BrowsersPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/geo") view=GeoPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/heatmap") view=HeatmapPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/ja4/:subject") view=Ja4Page ssr=SsrMode::InOrder/>
                    <Route path=path!("/help") view=HelpPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/help/api") view=ApiPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/ip") view=SearchPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/ip/:ip") view=IpPage ssr=SsrMode::InOrder/>
                    <Route path=path!("/classification") view=ClassificationPage ssr=SsrMode::InOrder/>
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
