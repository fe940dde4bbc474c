import { geoEqualEarth, geoPath } from 'd3-geo'
import type { Feature, FeatureCollection } from 'geojson'
import { useMemo } from 'react'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'
import { lettersOf } from './countries.ts'
import classes from './MapDrawing.module.css'

// The only file that loads the atlas; it comes in a chunk of its own, when a map is on the page.

const mapSize = { width: 640, height: 320 }

/** Closer than this, the outlines at this scale stop looking like countries. */
const nearest = 7

type Country = Feature & { letters: string | null }

const countries = readAtlas()
const world: FeatureCollection = { type: 'FeatureCollection', features: countries }
const frame: [[number, number], [number, number]] = [
  [4, 4],
  [mapSize.width - 4, mapSize.height - 4],
]

function readAtlas(): Country[] {
  // The package types its file as plain JSON.
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>
  return feature(topology, topology.objects.countries)
    .features.map((each) => ({
      ...each,
      letters: lettersOf(each.id?.toString(), each.properties),
    }))
    .filter((each) => each.letters !== 'AQ')
}

type MapDrawingProps = {
  /** Country → 1 to 5; those without have nothing. */
  levels: ReadonlyMap<string, number>
  titles: ReadonlyMap<string, string>
  active: readonly string[]
  /** The whole world, or as near as the countries with data allow. */
  isWorld: boolean
  onPick: (letters: string) => void
}

export function MapDrawing({ levels, titles, active, isWorld, onPick }: MapDrawingProps) {
  const shown = isWorld ? '' : [...levels.keys()].sort().join()
  const outlines = useMemo(() => draw(shown ? shown.split(',') : []), [shown])
  return (
    <svg
      className={classes.map}
      viewBox={`0 0 ${mapSize.width} ${mapSize.height}`}
      aria-hidden="true"
    >
      {outlines.map(({ letters, path }) => {
        const level = letters ? levels.get(letters) : undefined
        const fill = level ? `var(--oi-s${level})` : 'var(--oi-land)'
        if (!letters || !level) return <path key={path} d={path} fill={fill} />
        return (
          // The list beside the map holds the same rows as links; this one is for the pointer.
          // biome-ignore lint/a11y/noStaticElementInteractions: hidden from readers, its twin is a list of links
          <path
            key={path}
            d={path}
            fill={fill}
            className={classes.country}
            data-active={active.includes(letters)}
            onClick={() => onPick(letters)}
          >
            <title>{titles.get(letters)}</title>
          </path>
        )
      })}
    </svg>
  )
}

function draw(shown: string[]): { letters: string | null; path: string }[] {
  const projection = geoEqualEarth().fitExtent(frame, world)
  const widest = projection.scale()
  const features = countries.filter(({ letters }) => letters && shown.includes(letters))
  if (features.length > 0) {
    projection.fitExtent(frame, { type: 'FeatureCollection', features })
    if (projection.scale() > widest * nearest) recentre(projection, widest * nearest)
  }
  projection.clipExtent([
    [0, 0],
    [mapSize.width, mapSize.height],
  ])
  const path = geoPath(projection).digits(1)
  return countries.flatMap((country) => {
    const outline = path(country)
    return outline ? [{ letters: country.letters, path: outline }] : []
  })
}

/** Another scale around the point that is in the middle now. */
function recentre(projection: ReturnType<typeof geoEqualEarth>, scale: number): void {
  const middle: [number, number] = [mapSize.width / 2, mapSize.height / 2]
  const center = projection.invert?.(middle)
  if (!center) return
  projection.scale(scale)
  const moved = projection(center)
  const [x, y] = projection.translate()
  if (moved) projection.translate([x + middle[0] - moved[0], y + middle[1] - moved[1]])
}
