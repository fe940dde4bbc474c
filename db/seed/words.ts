/** Where a company is or a scan came from. */
export type Place = {
  city: string
  region: string
  country: string
  countryCode: string
  timezone: string
  /** How likely a company is at home there. */
  weight: number
}

const countries = new Intl.DisplayNames('en', { type: 'region' })

/** City, region, country, time zone, weight. */
export const places: readonly Place[] = table(`
  Madison       | Wisconsin          | US | America/Chicago     | 9
  Chicago       | Illinois           | US | America/Chicago     | 9
  Milwaukee     | Wisconsin          | US | America/Chicago     | 6
  Minneapolis   | Minnesota          | US | America/Chicago     | 5
  Austin        | Texas              | US | America/Chicago     | 5
  New York      | New York           | US | America/New_York    | 7
  Boston        | Massachusetts      | US | America/New_York    | 4
  Atlanta       | Georgia            | US | America/New_York    | 4
  Denver        | Colorado           | US | America/Denver      | 4
  Phoenix       | Arizona            | US | America/Phoenix     | 2
  Seattle       | Washington         | US | America/Los_Angeles | 4
  San Diego     | California         | US | America/Los_Angeles | 4
  Toronto       | Ontario            | CA | America/Toronto     | 4
  Vancouver     | British Columbia   | CA | America/Vancouver   | 2
  Montreal      | Quebec             | CA | America/Toronto     | 2
  Mexico City   | Mexico City        | MX | America/Mexico_City | 2
  Guadalajara   | Jalisco            | MX | America/Mexico_City | 1
  São Paulo     | São Paulo          | BR | America/Sao_Paulo   | 2
  Curitiba      | Paraná             | BR | America/Sao_Paulo   | 1
  London        | England            | GB | Europe/London       | 5
  Manchester    | England            | GB | Europe/London       | 3
  Edinburgh     | Scotland           | GB | Europe/London       | 2
  Dublin        | Leinster           | IE | Europe/Dublin       | 2
  Cork          | Munster            | IE | Europe/Dublin       | 1
  Amsterdam     | North Holland      | NL | Europe/Amsterdam    | 4
  Utrecht       | Utrecht            | NL | Europe/Amsterdam    | 3
  Rotterdam     | South Holland      | NL | Europe/Amsterdam    | 2
  Antwerp       | Flanders           | BE | Europe/Brussels     | 1
  Brussels      | Brussels Capital   | BE | Europe/Brussels     | 2
  Berlin        | Berlin             | DE | Europe/Berlin       | 4
  Munich        | Bavaria            | DE | Europe/Berlin       | 3
  Hamburg       | Hamburg            | DE | Europe/Berlin       | 2
  Paris         | Île-de-France      | FR | Europe/Paris        | 3
  Lyon          | Auvergne-Rhône-Alpes | FR | Europe/Paris      | 2
  Barcelona     | Catalonia          | ES | Europe/Madrid       | 2
  Madrid        | Madrid             | ES | Europe/Madrid       | 2
  Milan         | Lombardy           | IT | Europe/Rome         | 2
  Bologna       | Emilia-Romagna     | IT | Europe/Rome         | 1
  Stockholm     | Stockholm          | SE | Europe/Stockholm    | 2
  Gothenburg    | Västra Götaland    | SE | Europe/Stockholm    | 1
  Singapore     | Singapore          | SG | Asia/Singapore      | 2
  Tokyo         | Tokyo              | JP | Asia/Tokyo          | 1
  Osaka         | Osaka              | JP | Asia/Tokyo          | 1
  Sydney        | New South Wales    | AU | Australia/Sydney    | 3
  Melbourne     | Victoria           | AU | Australia/Melbourne | 3
`).map(([city = '', region = '', countryCode = '', timezone = '', weight]) => ({
  city,
  region,
  country: countries.of(countryCode) ?? countryCode,
  countryCode,
  timezone,
  weight: Number(weight),
}))

/** A line of business: what such companies are called, when people scan there, what their codes are for and where they hang. */
export type Trade = {
  names: readonly string[]
  isLeisure: boolean
  codes: readonly string[]
  spots: readonly string[]
}

export const trades: readonly Trade[] = table(`
  Pizzeria, Trattoria, Kitchen, Grill, Noodle Bar   | leisure | Menu, Daily specials, Book a table, Review us, Loyalty card, Wine list | Table tent, Shop window, Bar, Receipt, Takeaway bag, Terrace
  Bakery, Coffee Roasters, Tea House, Creamery      | leisure | Menu, Loyalty card, Order ahead, Our suppliers, Review us, Opening hours | Counter, Shop window, Cup sleeve, Paper bag, Terrace, Delivery van
  Fitness, Yoga, Climbing, Swim Club                | leisure | Class schedule, Free trial, Invite a friend, Machine guide, Book a coach, House rules | Entrance, Changing room, Weights floor, Studio 1, Studio 2, Flyer
  Hotel, Inn, Guesthouse, Hostel                    | leisure | Check-in, Breakfast menu, City guide, Room service, Review us, Late check-out | Lobby, Room card, Elevator, Breakfast room, Key folder, Garage
  Museum, Gallery, Theatre, Cinema, Gardens         | leisure | Audio guide, Tickets, Season programme, Floor plan, Donate, Membership | Entrance, Hall A, Hall B, Foyer, Poster, Cloakroom
  Books, Records, Toys, Outfitters, Cycles          | leisure | New arrivals, Gift card, Size guide, Newsletter, Returns, Events | Shop window, Till, Shelf, Fitting room, Bag, Flyer
  Dental, Physiotherapy, Opticians, Veterinary Clinic | office | Book a visit, Intake form, Aftercare, Directions, Emergency number, Feedback | Reception, Waiting room, Appointment card, Door, Letter, Invoice
  Realty, Property, Architects, Homes               | office  | Listing, Floor plan, Book a viewing, Neighbourhood, Mortgage check, Contact | For-sale sign, Brochure, Office window, Newspaper, Door, Business card
  Logistics, Couriers, Freight, Removals            | office  | Track a parcel, Proof of delivery, Get a quote, Driver feedback, Claims, Contact | Parcel label, Van door, Depot, Invoice, Pallet, Business card
  Brewing, Vineyards, Cider, Distillery             | leisure | Tasting notes, Food pairing, Tour booking, Where to buy, Recipe, Our story | Bottle label, Taproom, Beer mat, Box, Festival stand, Shop shelf
  Training, Academy, Language School, Driving School | office | Timetable, Enrol, Course material, Feedback, Exam dates, Open day | Classroom 1, Classroom 2, Notice board, Flyer, Bus stop, Certificate
  Electrical, Plumbing, Solar, Heating, Lighting    | office  | Manual, Service request, Warranty, Spare parts, Get a quote, Safety sheet | Product plate, Van door, Invoice, Box, Trade fair, Fuse box
`).map(([names = '', shape, codes = '', spots = '']) => ({
  names: list(names),
  isLeisure: shape === 'leisure',
  codes: list(codes),
  spots: list(spots),
}))

/** What a company's name begins with. */
export const firstWords: readonly string[] = list(`
  Harbor, Maple, Silver, Northgate, Riverside, Copper, Juniper, Old Mill, Bluebird, Lakeshore, Cedar, Sunrise,
  Granite, Willow, Beacon, Foxglove, Orchard, Ember, Capitol, Prairie, Hawthorn, Lantern, Meadow, Anchor, Saffron,
  Summit, Amber, Canal, Rosewood, Pioneer, Marigold, Station, Driftwood, Clover, Larkspur, Market, Birch, Compass,
  Falcon, Heron, Ivy, Kestrel, Linden, Millstone, Nettle, Oak & Iron, Parkside, Quarry, Redwood, Sparrow, Thistle,
  Union, Violet, Wharf, Yellow Door, Brightwater, Crossroads, Evergreen, Fairview, Goldfinch, Hilltop, Seven Bridges`)

export const givenNames: readonly string[] = list(`
  Maria, James, Sofia, Liam, Emma, Noah, Olivia, Lucas, Anna, Daniel, Laura, Mateo, Julia, Finn, Amira, Tom, Nina,
  Carlos, Ingrid, Kenji, Priya, Samuel, Chloe, Omar, Elena, Jack, Mei, Pieter, Fatima, Hugo, Grace, Ravi, Eva, Diego,
  Hannah, Sven, Aisha, Oscar, Clara, Ben, Yuki, Marta, Ethan, Zoe, Ali, Ruth, Leo, Iris`)

export const familyNames: readonly string[] = list(`
  Rossi, Smith, Garcia, Müller, Jansen, Brown, Dubois, Silva, Johnson, Khan, Nguyen, Patel, Kowalski, Andersson,
  Murphy, Tanaka, Martin, de Vries, Wilson, Lopez, Weber, Taylor, Moreau, Costa, Davis, Haddad, Tran, Sharma, Nowak,
  Lindqvist, Kelly, Sato, Bernard, Bakker, Moore, Torres, Fischer, Clark, Lefevre, Almeida, Walker, Rahman, Chen,
  Visser, Young, Ferrari, O'Brien, Schmidt`)

export const streets: readonly string[] = list(`
  Main Street, State Street, Station Road, Market Square, Harbour Road, Mill Lane, Park Avenue, Church Street,
  Lake Street, Bridge Street, Kings Road, Garden Lane`)

/** Lines of cells between bars. */
export function table(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
}

function list(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}

/** Words as they stand in an address: `São Paulo's` is `sao-paulos`. */
export function slugOf(words: string, between = '-'): string {
  const plain = words.normalize('NFD').replace(/[\p{M}']/gu, '')
  return plain
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join(between)
}
