"""Who works at Larkfield: those who were always there, and the staff that is made up from lists."""

from __future__ import annotations

from random import Random

# first name, last name, title, department, site, manager's user name, marks (v: VIP, i: inactive), group
FOUNDERS = """
Beatrice|Colombo|Chief Executive Officer|Executive|Milan||v|
Marcus|Hale|Chief Financial Officer|Finance|Austin|beatrice.colombo|v|
Althea|Villanueva|Chief Operating Officer|Operations|Manila|beatrice.colombo|v|
Ingrid|Solberg|Head of IT|IT|Milan|beatrice.colombo||
Paolo|Ferri|Sales Director|Sales|Milan|beatrice.colombo||
Denise|Okafor|People Director|People|Austin|beatrice.colombo||
Ramon|Bautista|Customer Care Manager|Customer Care|Manila|althea.villanueva||
Yusuf|Demir|Logistics Manager|Operations|Milan|althea.villanueva||
Helen|O'Rourke|Accounting Manager|Finance|Austin|marcus.hale||
Giulia|Marchetti|Account Executive|Sales|Milan|paolo.ferri||
Luca|Bernardi|Account Executive|Sales|Milan|paolo.ferri||
Sofía|Núñez|Account Executive|Sales|Austin|paolo.ferri||
Jean-Luc|Moreau|Partner Manager|Sales|Milan|paolo.ferri||
Tomasz|Wójcik|Sales Engineer|Sales|Milan|paolo.ferri||
Grace|Mbeki|Marketing Specialist|Sales|Austin|paolo.ferri||
Maria|Santos|Care Specialist|Customer Care|Manila|ramon.bautista||
Jun|dela Cruz|Care Specialist|Customer Care|Manila|ramon.bautista||
Angelica|Reyes|Care Specialist|Customer Care|Manila|ramon.bautista||
Noel|Aquino|Care Team Lead|Customer Care|Manila|ramon.bautista||
Li|Wei|Care Specialist|Customer Care|Manila|ramon.bautista||
Daniel|Kim|Payroll Analyst|Finance|Austin|helen.orourke||
Aisha|Rahman|Accountant|Finance|Austin|helen.orourke||
Robert|Nguyen|Accountant|Finance|Austin|helen.orourke||
Chiara|Rinaldi|Controller|Finance|Milan|helen.orourke||
Søren|Kjær|Planner|Operations|Milan|yusuf.demir||
Fatima|El Amrani|Buyer|Operations|Milan|yusuf.demir||
Emeka|Obi|Warehouse Lead|Operations|Austin|yusuf.demir||
Carla|Mendoza|Planner|Operations|Manila|yusuf.demir||
Zoë|Baker|Recruiter|People|Austin|denise.okafor||
Pia|Lindqvist|Learning Partner|People|Milan|denise.okafor||
Miguel|Torres|HR Generalist|People|Manila|denise.okafor|i|
Elena|Costa|Support Engineer|IT|Milan|ingrid.solberg||Service Desk L2
Ravi|Menon|Support Engineer|IT|Manila|ingrid.solberg||Service Desk L2
Kayla|Brooks|Support Lead|IT|Austin|ingrid.solberg||Service Desk L2
Stefan|Vogel|Network Engineer|IT|Milan|ingrid.solberg||Network Operations
Patricia|Lim|Network Engineer|IT|Manila|ingrid.solberg||Network Operations
Owen|Price|Messaging Engineer|IT|Austin|ingrid.solberg||Messaging
Nadia|Haddad|Identity Engineer|IT|Milan|ingrid.solberg||Identity and Access
Benjie|Ramos|Workplace Technician|IT|Manila|ingrid.solberg||Workplace Services
Tyler|Grant|Workplace Technician|IT|Austin|ingrid.solberg||Field Support
Marta|Galli|Security Analyst|IT|Milan|ingrid.solberg||Security Operations
"""
_STAFF = 159
_FIRST = {
    "Milan": (
        "Davide Elisa Federica Francesco Gabriele Irene Jacopo Lorenzo Martina Matteo Michela Nicola Riccardo"
        " Serena Silvia Simone Tommaso Valentina Veronica Viola"
    ),
    "Manila": (
        "Diego Erlinda Ferdie Gloria Imelda Jasmine Jericho Joy Katrina Leo Lourdes Marisol Maricel"
        " Nestor Rafael"
        " Rowena Teresita Ulysses Vicente Wilma"
    ),
    "Austin": (
        "Dana Derek Emily Erin Gavin Hannah Jordan Keisha Logan Megan Nathan Olivia Preston Quinn Rachel Sean"
        " Tamika Victor Wesley Yolanda"
    ),
}
_LAST = {
    "Milan": (
        "Amato Barbieri Conti De_Luca Esposito Fontana Greco Leone Lombardi Mancini Moretti Pellegrini"
        " Riva Russo"
        " Sala Testa Vitali"
    ),
    "Manila": (
        "Abad Bautista Castillo Domingo Evangelista Fernandez Garcia Ilagan Lacson Manalo Navarro Ocampo"
        " Pascual"
        " Quizon Salazar Tolentino Velasco"
    ),
    "Austin": (
        "Adams Bennett Carter Dawson Ellis Foster Garza Hughes Jenkins Keller Lawson Morgan Ortiz Palmer Reed"
        " Shaw Walker"
    ),
}
# department: (its head's user name, titles, how many of a hundred people)
_DEPARTMENTS = {
    "Sales": ("paolo.ferri", ("Account Executive", "Sales Assistant", "Key Account Manager"), 22),
    "Customer Care": ("ramon.bautista", ("Care Specialist", "Care Team Lead", "Quality Analyst"), 24),
    "Finance": ("helen.orourke", ("Accountant", "Payroll Analyst", "Controller"), 14),
    "Operations": ("yusuf.demir", ("Planner", "Buyer", "Warehouse Associate"), 20),
    "People": ("denise.okafor", ("HR Generalist", "Recruiter", "Learning Partner"), 6),
    "IT": ("ingrid.solberg", (), 14),
}
_TEAMS = {
    "Application Support": "Application Analyst",
    "Server Operations": "Systems Engineer",
    "Hardware Logistics": "Asset Coordinator",
    "People Services": "Onboarding Coordinator",
    "Messaging": "Messaging Engineer",
    "Identity and Access": "Identity Engineer",
    "Workplace Services": "Workplace Technician",
    "Field Support": "Field Technician",
    "Security Operations": "Security Analyst",
    "Network Operations": "Network Engineer",
}
_VIPS = (7, 12, 61, 110)


def staff() -> list[str]:
    """The other people, as lines like the founders'; the same ones every time."""
    chance = Random(20261120)  # noqa: S311  # the same people every time, nothing secret
    weights = [share for _, _, share in _DEPARTMENTS.values()]
    taken: set[str] = set()
    lines: list[str] = []
    for number in range(_STAFF):
        site = chance.choice(("Milan", "Milan", "Manila", "Manila", "Austin"))
        name = _name(chance, site, taken)
        department = chance.choices(list(_DEPARTMENTS), weights)[0]
        colleagues = sum(f"|{department}|" in line for line in lines)
        lines.append(_line(chance, number in _VIPS, name, site, department, colleagues))
    return lines


def _name(chance: Random, site: str, taken: set[str]) -> str:
    while True:
        first, last = chance.choice(_FIRST[site].split()), chance.choice(_LAST[site].split())
        name = f"{first}|{last.replace('_', ' ')}"
        if name not in taken:
            taken.add(name)
            return name


def _line(chance: Random, vip: bool, name: str, site: str, department: str, colleagues: int) -> str:
    head, titles, _ = _DEPARTMENTS[department]
    team = list(_TEAMS)[colleagues % len(_TEAMS)] if department == "IT" else ""
    title = _TEAMS[team] if team else "Regional Director" if vip else chance.choice(titles)
    return "|".join((name, title, department, site, head, "v" if vip and not team else "", team))
