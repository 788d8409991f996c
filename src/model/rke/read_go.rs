//! From upstream's Go code to the RKE tables: `initData` of its `k8s_defaults.go`.

use super::{
    Introduced, Rke, RkeTable,
    library::{
        CIS_BENCHMARK_VERSION_INFO, CIS_CONFIG_PARAMS, K8S_VERSION_INFO, LIBRARIES, SERVICES_OPTIONS,
        SYSTEM_IMAGES, TEXTS,
    },
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::reader::Reader,
    source::{
        Arena,
        go::{Evaluator, File, Package, Type},
    },
};

/// The function that makes a table, and its result.
fn entry_point(table: RkeTable) -> (&'static str, Type<'static>) {
    match table {
        RkeTable::K8sVersionServiceOptions => {
            ("loadK8sVersionServiceOptions", const { Type::Map(&Type::Struct(&SERVICES_OPTIONS)) })
        }
        RkeTable::K8sVersionRKESystemImages => {
            ("loadK8sRKESystemImages", const { Type::Map(&Type::Struct(&SYSTEM_IMAGES)) })
        }
        RkeTable::K8sVersionedTemplates => ("LoadK8sVersionedTemplates", Type::Map(&TEXTS)),
        RkeTable::K8sVersionInfo => {
            ("loadK8sVersionInfo", const { Type::Map(&Type::Struct(&K8S_VERSION_INFO)) })
        }
        RkeTable::RancherDefaultK8sVersions => ("loadRancherDefaultK8sVersions", TEXTS),
        RkeTable::RKEDefaultK8sVersions => ("loadRKEDefaultK8sVersions", TEXTS),
        RkeTable::K8sVersionDockerInfo => ("loadK8sVersionDockerInfo", LISTS),
        RkeTable::K8sVersionWindowsServiceOptions => {
            ("loadK8sVersionWindowsServiceOptions", const { Type::Map(&Type::Struct(&SERVICES_OPTIONS)) })
        }
        RkeTable::CisConfigParams => {
            ("loadCisConfigParams", const { Type::Map(&Type::Struct(&CIS_CONFIG_PARAMS)) })
        }
        RkeTable::CisBenchmarkVersionInfo => {
            ("loadCisBenchmarkVersionInfo", const { Type::Map(&Type::Struct(&CIS_BENCHMARK_VERSION_INFO)) })
        }
    }
}

/// `map[string][]string`.
const LISTS: Type<'static> = Type::Map(&Type::Slice(&Type::String));

impl<'s> Rke<'s> {
    /// Reads the tables from the files of upstream's packages `rke` and `rke/templates`.
    pub(crate) fn read_go<'f>(
        tables: impl IntoIterator<Item = &'f File<'s>>,
        templates: impl IntoIterator<Item = &'f File<'s>>,
        arena: &'s Arena,
        diagnostics: &mut Diagnostics,
    ) -> Self
    where
        's: 'f,
    {
        let tables = Package::new(tables, &LIBRARIES, diagnostics);
        let templates = Package::new(templates, &LIBRARIES, diagnostics);
        let mut nodes = Vec::new();
        if let Some(place) = tables.place().filter(|_| templates.place().is_none()) {
            let title = "there are tables of RKE here, and no package `templates` beside them";
            let finding = Diagnostic::new(Rule::GoCompile, title).at(place, "");
            diagnostics
                .report(finding.help("restore `templates/templates.go` and the files of the templates"));
        }
        let mut evaluator = Evaluator::new(&templates, arena, diagnostics);
        let introduced = evaluator.entry_point("TemplateIntroducedRanges", LISTS, false);
        let (name, ty) = entry_point(RkeTable::K8sVersionedTemplates);
        nodes.extend(
            evaluator.entry_point(name, ty, true).map(|node| (RkeTable::K8sVersionedTemplates, node)),
        );
        let mut evaluator = Evaluator::new(&tables, arena, diagnostics);
        for table in <RkeTable as crate::model::field::Named>::all()
            .filter(|table| *table != RkeTable::K8sVersionedTemplates)
        {
            let (name, ty) = entry_point(table);
            nodes.extend(evaluator.entry_point(name, ty, true).map(|node| (table, node)));
        }
        let mut rke = Self::default();
        let reader = &mut Reader::new(diagnostics);
        for (table, node) in nodes {
            rke.read_table(reader, table, &node);
        }
        if let Some(node) = introduced {
            rke.introduced = Introduced::read(reader, &node);
        }
        rke
    }
}
