"""Headers in other languages, and the English ones that they stand for.

HubSpot and Pipedrive write their headers in the user's language. `HEADERS` says for each English header how
German, French, Spanish and Portuguese exports write it, and what people call such a column in lists of their own.
To add a language, add its words; no other module knows that there are any.
"""

from __future__ import annotations

from smarketing.intake.fields import KNOWN, squeeze

HEADERS: dict[str, tuple[str, ...]] = {
    # people and their companies
    "Record ID": (
        "Datensatz-ID", "ID du dossier", "ID de la fiche d'informations", "ID de registro", "ID del registro",
        "ID do registro",
    ),
    "First Name": ("Vorname", "Prénom", "Nombre de pila", "Primeiro nome"),
    "Last Name": ("Nachname", "Nom de famille", "Apellidos", "Apellido", "Sobrenome"),
    "Name": ("Nom", "Nombre", "Nome"),
    "Email": ("E-Mail", "E-Mail-Adresse", "Adresse e-mail", "Courriel", "Correo", "Correo electrónico",
              "Endereço de e-mail"),
    "Company Name": ("Unternehmen", "Name des Unternehmens", "Unternehmensname", "Firma", "Nom de l'entreprise",
                     "Entreprise", "Nombre de la empresa", "Empresa", "Nome da empresa"),
    "Contact owner": ("Zuständiger Mitarbeiter", "Zuständiger Mitarbeiter für Kontakt", "Kontakt-Inhaber",
                      "Propriétaire du contact", "Propietario del contacto", "Proprietário do contato"),
    "Owner": ("Besitzer", "Verantwortlich", "Propriétaire", "Responsable", "Propietario", "Proprietário",
              "Responsável"),
    "Lifecycle Stage": ("Lifecycle-Phase", "Phase du cycle de vie", "Étape du cycle de vie",
                        "Etapa del ciclo de vida", "Fase do ciclo de vida", "Estágio do ciclo de vida"),
    "Lead Status": ("Lead-Status", "Statut du lead", "Estado del lead", "Status do lead"),
    "Create Date": ("Erstelldatum", "Erstellungsdatum", "Erstellt am", "Date de création", "Fecha de creación",
                    "Data de criação"),
    "Last Modified Date": ("Zuletzt geändert", "Datum der letzten Änderung", "Date de dernière modification",
                           "Fecha de última modificación", "Data da última modificação"),
    "Original Traffic Source": (
        "Ursprüngliche Traffic-Quelle", "Ursprüngliche Quelle", "Source de trafic d'origine", "Source d'origine",
        "Fuente de tráfico original", "Fuente original", "Fonte de tráfego original", "Fonte original",
    ),
    "Source": ("Quelle", "Lead-Quelle", "Herkunft", "Origine", "Source du lead", "Fuente", "Fuente del lead",
               "Fonte", "Fonte do lead", "Origem"),
    "Campaign": ("Kampagne", "Campagne", "Campaña", "Campanha"),
    "Country": ("Land", "Land/Region", "Pays", "Pays/Région", "País", "País/Región", "País/Região"),
    "Industry": ("Branche", "Secteur", "Secteur d'activité", "Sector", "Setor"),
    # deals
    "Deal Name": ("Deal-Name", "Dealname", "Nom de la transaction", "Nom de l'affaire", "Nombre del negocio",
                  "Nombre de negocio", "Nome do negócio"),
    "Deal Stage": ("Deal-Phase", "Dealphase", "Phase de la transaction", "Étape de la transaction",
                   "Etapa del negocio", "Fase do negócio", "Estágio do negócio", "Etapa do negócio"),
    "Deal owner": ("Deal-Inhaber", "Zuständiger Mitarbeiter für Deal", "Propriétaire de la transaction",
                   "Propietario del negocio", "Proprietário do negócio"),
    "Close Date": ("Abschlussdatum", "Date de fermeture", "Date de clôture", "Fecha de cierre",
                   "Data de fechamento"),
    "Amount": ("Betrag", "Montant", "Valeur", "Importe", "Valor", "Wert"),
    "Currency": ("Währung", "Devise", "Moneda", "Moeda"),
    "Closed Lost Reason": ("Grund für verlorenen Deal", "Verlustgrund", "Motif de perte",
                           "Motivo de cierre perdido", "Motivo de pérdida", "Motivo da perda"),
    "Stage": ("Phase", "Vertriebsphase", "Étape", "Etapa", "Fase", "Estágio"),
    "Status": ("Statut", "Estado"),
    "Date": ("Datum", "Fecha", "Data"),
    "Won": ("Gewonnen", "Gagné", "Ganado", "Ganho"),
    "Lost": ("Verloren", "Perdu", "Perdido"),
    # Pipedrive puts the kind of thing before each header
    "Deal - ID": ("Affaire - ID", "Trato - ID", "Negocio - ID", "Negócio - ID"),
    "Deal - Title": ("Deal - Titel", "Affaire - Titre", "Trato - Título", "Negocio - Título", "Negócio - Título"),
    "Deal - Value": ("Deal - Wert", "Affaire - Valeur", "Trato - Valor", "Negocio - Valor", "Negócio - Valor"),
    "Deal - Currency of Value": (
        "Deal - Währung von Wert", "Deal - Währung für Wert", "Affaire - Devise de Valeur",
        "Affaire - Devise de la valeur", "Trato - Moneda de Valor", "Negocio - Moneda de Valor",
        "Negócio - Moeda de Valor",
    ),
    "Deal - Owner": ("Deal - Besitzer", "Affaire - Propriétaire", "Trato - Propietario", "Negocio - Propietario",
                     "Negócio - Proprietário"),
    "Deal - Pipeline": ("Affaire - Pipeline", "Trato - Embudo", "Negocio - Embudo", "Negócio - Funil"),
    "Deal - Stage": ("Deal - Phase", "Affaire - Étape", "Trato - Etapa", "Negocio - Etapa", "Negócio - Etapa"),
    "Deal - Status": ("Affaire - Statut", "Trato - Estado", "Negocio - Estado", "Negócio - Status"),
    "Deal - Deal created": ("Deal - Deal erstellt", "Deal - Deal erstellt am", "Affaire - Affaire créée",
                            "Trato - Trato creado", "Negocio - Negocio creado", "Negócio - Negócio criado em"),
    "Deal - Update time": (
        "Deal - Zeit der Aktualisierung", "Deal - Zeitpunkt der Aktualisierung", "Affaire - Heure de mise à jour",
        "Trato - Hora de actualización", "Negocio - Hora de actualización", "Negócio - Atualizado em",
    ),
    "Deal - Won time": (
        "Deal - Datum des gewonnenen Deals", "Deal - Gewonnen am", "Affaire - Date de gain",
        "Affaire - Heure de la conclusion", "Trato - Fecha de ganado", "Trato - Ganado el", "Negocio - Ganado el",
        "Negócio - Ganho em", "Negócio - Data de ganho",
    ),
    "Deal - Lost time": (
        "Deal - Datum des verlorenen Deals", "Deal - Verloren am", "Affaire - Date de perte",
        "Trato - Fecha de perdido", "Trato - Perdido el", "Negocio - Perdido el", "Negócio - Data de perda",
        "Negócio - Perdido em",
    ),
    "Deal - Lost reason": (
        "Deal - Verlustgrund", "Affaire - Raison de la perte", "Affaire - Raison de perte",
        "Trato - Motivo de la pérdida", "Trato - Motivo de pérdida", "Negocio - Motivo de pérdida",
        "Negócio - Motivo da perda",
    ),
    "Deal - Source channel": ("Deal - Quellkanal", "Deal - Quellenkanal", "Affaire - Canal source",
                              "Trato - Canal de origen", "Negocio - Canal de origen", "Negócio - Canal de origem"),
    "Deal - Contact person": (
        "Deal - Kontaktperson", "Affaire - Personne à contacter", "Affaire - Personne de contact",
        "Trato - Persona de contacto", "Negocio - Persona de contacto", "Negócio - Pessoa de contato",
    ),
    "Person - Email (Work)": (
        "Person - E-Mail-Adresse (Arbeit)", "Person - E-Mail (Arbeit)", "Person - E-Mail - Arbeit",
        "Personne - E-mail (Travail)", "Personne - E-mail - Travail", "Persona - Correo electrónico (Trabajo)",
        "Persona - Correo electrónico - Trabajo", "Pessoa - E-mail - Trabalho", "Pessoa - E-mail (Trabalho)",
    ),
    # ad spend
    "Day": ("Tag", "Jour", "Día", "Dia"),
    "Cost": ("Kosten", "Coût", "Coste", "Costo", "Custo"),
    "Currency code": ("Währungscode", "Code de devise", "Código de moneda", "Código da moeda"),
    "Clicks": ("Klicks", "Clics", "Cliques"),
}  # fmt: skip

_STAGES: dict[str, tuple[str, ...]] = {
    "Lead": ("Lead", "Cliente potencial"),
    "Marketing Qualified Lead": ("Marketing Qualified Lead", "Marketing-Qualified-Lead", "Lead qualifié marketing",
                                 "Lead calificado para marketing", "Lead qualificado pelo marketing"),
    "Sales Qualified Lead": ("Sales Qualified Lead", "Sales-Qualified-Lead", "Lead qualifié commercial",
                             "Lead calificado para ventas", "Lead qualificado para vendas"),
    "Opportunity": ("Opportunity", "Opportunité", "Oportunidad", "Oportunidade"),
    "Customer": ("Customer", "Kunde", "Client", "Cliente"),
}  # fmt: skip
_DATED = ("{} Datum", "Datum {}", "{} am", "Date {}", "Date de {}", "Fecha {}", "Fecha de {}", "Data {}", "Data de {}")
_BECAME = (
    "Datum der Konversion zum {}", "Date de conversion en {}", "Fecha en que se convirtió en {}",
    "Fecha de conversión a {}", "Data em que se tornou {}", "Data de conversão em {}",
)  # fmt: skip
_ENTERED = (
    "Datum des Eintritts in {} (Lifecycle-Phasen-Pipeline)", "Eingetreten am {} (Lifecycle-Phasen-Pipeline)",
    "Date d'entrée dans {} (Pipeline de phases du cycle de vie)",
    "Fecha de entrada en {} (Pipeline de etapas del ciclo de vida)",
    "Data de entrada em {} (Pipeline de fases do ciclo de vida)",
)  # fmt: skip

_ENGLISH: dict[str, str] = {squeeze(h): squeeze(english) for english, words in HEADERS.items() for h in words} | {
    squeeze(shape.format(word)): squeeze(english.format(stage))
    for stage, words in _STAGES.items()
    for shapes, english in ((_BECAME, "Became a {} Date"), (_ENTERED, "Date entered {} (Lifecycle Stage Pipeline)"))
    for shape in shapes
    for word in words
}
_ENGLISH |= {squeeze(shape.format(s)): squeeze(f"{s} date") for shape in _DATED for s in ("Lead", "MQL", "SAL", "SQL")}


def meaning(header: str) -> str:
    """The squeezed English header: `Erstelldatum` → `createdate`; one that is English already as it is."""
    squeezed = squeeze(header)
    return squeezed if squeezed in KNOWN else _ENGLISH.get(squeezed, squeezed)


def is_known(header: str) -> bool:
    """Does this header mean something somewhere? What tells a header line from a title."""
    return meaning(header) in KNOWN
