using System.Xml.Linq;

namespace Bosh.DevServer.Stanzas;

/// <summary>What an entity is and has (XEP-0030).</summary>
internal static class Disco
{
    /// <summary>An identity and features; that of being asked is always among them.</summary>
    public static XElement Info(string category, string type, string name, params IEnumerable<XNamespace> features) => new(
        Ns.DiscoInfo + "query",
        new XElement(
            Ns.DiscoInfo + "identity",
            new XAttribute("category", category),
            new XAttribute("type", type),
            new XAttribute("name", name)),
        features.Concat([Ns.DiscoInfo, Ns.DiscoItems])
            .Select(feature => new XElement(Ns.DiscoInfo + "feature", new XAttribute("var", feature.NamespaceName))));

    public static XElement Items(IEnumerable<Jid> items) => new(
        Ns.DiscoItems + "query",
        items.Select(item => new XElement(Ns.DiscoItems + "item", new XAttribute("jid", item))));
}
